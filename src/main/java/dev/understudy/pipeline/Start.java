package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.PeftFolder;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Hashes;
import java.nio.file.Path;
import java.util.Optional;

/// An adapter that a training goes on from.
record Start(LoraAdapter adapter, RunManifest.From from) {
  /// The one the recipe names.
  ///
  /// @throws UserException when there is none, or it fits neither the base nor the recipe
  static Optional<Start> of(Recipe recipe, BaseModel base, Runs runs) {
    String named = recipe.lora().from();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    if (recipe.method() == Recipe.Method.FULL) {
      throw new UserException(
          "from " + named, "is an adapter; full training has none", "Set method: lora.");
    }
    Path at = runs.adapter(named);
    Run run = new Run(at);
    if (run.isFinished() && !run.manifest().baseSha256().equals(base.sha256())) {
      throw new UserException(
          "from " + named,
          "was trained on other weights than these of %s: on %s"
              .formatted(base.name(), run.manifest().base()),
          "Set `base` in the recipe to the one it was trained on.");
    }
    ModelConfig shape = ModelConfig.of(base.weights());
    LoraAdapter adapter = PeftFolder.read(at, shape, Apprentice.config(recipe));
    String sha256 = Hashes.sha256(PeftFolder.weights(at));
    return Optional.of(new Start(adapter, new RunManifest.From(named, sha256)));
  }
}
