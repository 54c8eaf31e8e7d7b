package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.export.Learnt;
import dev.understudy.export.Subject;
import dev.understudy.person.Memory;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Makes a finished training ready to be exported.
public final class Casts {
  private Casts() {}

  /// @throws UserException when other programs could not talk with it
  public static Subject of(CharacterFolder folder, Run run, BaseModel base) {
    Recipe recipe = Recipe.ofRun(run.recipe());
    if (recipe.data().format() == Recipe.Format.SCRIPT) {
      throw new UserException(
          "run " + run.name(),
          "was trained on scripts, which other programs' chat templates cannot write",
          "Export a run that was trained with `format: chat`.");
    }
    Learnt learnt =
        switch (recipe.method()) {
          case LORA -> new Learnt.Adapter(run.folder());
          case FULL -> new Learnt.Full(run.folder().resolve(Run.FULL_WEIGHTS));
        };
    boolean remembers = Files.isRegularFile(folder.memoriesFile());
    List<Memory> memories = remembers ? folder.memories() : List.of();
    return new Subject(
        folder.sheet(),
        base,
        learnt,
        run.name(),
        training(run.manifest(), recipe),
        recipe.recall().place(),
        memories);
  }

  private static List<String> training(RunManifest made, Recipe recipe) {
    List<String> told = new ArrayList<>();
    String method =
        switch (recipe.method()) {
          case LORA -> recipe.lora().kind() + " of rank " + recipe.lora().rank();
          case FULL -> "full fine-tuning";
        };
    told.add(
        "Trained by %s on scenes of his life: %d steps, %d tokens."
            .formatted(method, made.steps(), made.tokens()));
    if (!Double.isNaN(made.heldOutLoss())) {
      told.add(
          "Loss on scenes held out: %.3f, %s %.3f nats a token."
              .formatted(made.heldOutLoss(), made.before(), made.untrainedLoss()));
    }
    return told;
  }
}
