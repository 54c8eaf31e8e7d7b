package dev.understudy.pipeline;

import dev.understudy.model.LoraConfig;
import dev.understudy.pipeline.report.Page;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import dev.understudy.store.JsonLines;
import dev.understudy.train.Metric;
import dev.understudy.train.Trainer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes `report.html` into a run's folder: what it did, or how far it came.
public final class RunReport {
  private final String character;
  private final Run run;
  private final Optional<String> trouble;

  /// @param character the id of whom the run is of
  /// @param trouble why it ended too early, where it did
  public RunReport(String character, Run run, Optional<String> trouble) {
    this.character = character;
    this.run = run;
    this.trouble = trouble;
  }

  /// @return the page
  /// @throws UserException when the run has no log or recipe, or the page can't be written
  public Path write() {
    Path page = run.folder().resolve("report.html");
    AtomicFiles.write(page, new Page(story()).html());
    return page;
  }

  private Page.Story story() {
    if (!Files.isRegularFile(run.recipe())) {
      throw new UserException(
          "run " + run.name(),
          "holds no recipe.yaml, so it was never begun",
          "Runs are folders in " + run.folder().getParent() + ".");
    }
    Optional<RunManifest> made = run.isFinished() ? Optional.of(run.manifest()) : Optional.empty();
    List<Metric> metrics =
        Files.exists(run.metrics())
            ? JsonLines.readAppended(run.metrics(), Metric.class)
            : List.of();
    Recipe recipe = Recipe.ofRun(run.recipe());
    return new Page.Story(
        "%s, run %s".formatted(character, run.name()),
        state(made, metrics, recipe),
        made.isPresent(),
        trouble,
        facts(made, metrics, recipe),
        next(made),
        metrics,
        heldOut(made, metrics),
        made.flatMap(RunManifest::chosen).map(RunManifest.Chosen::step),
        recipeText());
  }

  private String recipeText() {
    try {
      return Files.readString(run.recipe());
    } catch (IOException e) {
      throw Failures.reading(run.recipe(), e);
    }
  }

  private String state(Optional<RunManifest> made, List<Metric> metrics, Recipe recipe) {
    if (made.isPresent()) {
      return "finished " + made.get().finished().replace('T', ' ').replace("Z", " UTC");
    }
    long steps = metrics.isEmpty() ? 0 : metrics.getLast().step();
    String of =
        recipe.length().unit() == Recipe.Length.Unit.STEPS
            ? " of " + (long) recipe.length().amount()
            : "";
    return (trouble.isPresent() ? "failed" : "not finished") + " after " + steps + of + " steps";
  }

  private Map<String, String> facts(
      Optional<RunManifest> made, List<Metric> metrics, Recipe recipe) {
    var facts = new LinkedHashMap<String, String>();
    made.flatMap(RunManifest::chosen).ifPresent(chosen -> facts.put("Kept", words(chosen)));
    made.filter(m -> !Double.isNaN(m.heldOutLoss()))
        .ifPresent(m ->
            facts.put(
                "Held-out loss, " + m.before() + " → kept",
                "%.3f → %.3f".formatted(m.untrainedLoss(), m.heldOutLoss())));
    if (!metrics.isEmpty()) {
      Metric last = metrics.getLast();
      facts.put("Steps, tokens", "%,d steps, %,d tokens".formatted(last.step(), last.tokens()));
      facts.put("Duration", duration(made.map(RunManifest::seconds).orElse(last.seconds())));
      facts.put("Speed, median step", "%.0f tokens/s".formatted(medianSpeed(metrics)));
      metrics.stream()
          .flatMap(m -> m.memoryMiB().stream())
          .max(Comparator.naturalOrder())
          .ifPresent(mib -> facts.put("Memory, highest", "%,.0f MiB".formatted(mib)));
    }
    facts.put("Method", method(recipe));
    facts.put(
        "Base",
        recipe.base()
            + made.map(m -> ", SHA-256 " + m.baseSha256().substring(0, 12) + "…").orElse(""));
    made.ifPresent(m ->
        facts.put("Data", "experiences.jsonl, SHA-256 " + m.dataHash().substring(0, 12) + "…"));
    return facts;
  }

  /// Why this model is the one that is kept.
  public static String words(RunManifest.Chosen chosen) {
    String loss = String.format(Locale.ROOT, "held-out loss %.3f", chosen.heldOutLoss());
    return switch (chosen.by()) {
      case HELD_OUT -> "step %d, lowest %s".formatted(chosen.step(), loss);
      case TRAPS ->
          String.format(
              Locale.ROOT,
              "step %d, fewest leaks (%.0f %% of the held-out protective scenes' questions), %s",
              chosen.step(),
              100 * chosen.leaks().orElse(Double.NaN),
              loss);
    };
  }

  private static String method(Recipe recipe) {
    if (recipe.method() == Recipe.Method.FULL) {
      return "all weights";
    }
    Recipe.Lora lora = recipe.lora();
    return String.format(
        Locale.ROOT,
        "%s, rank %d, alpha %s, %s",
        lora.kind(),
        lora.rank(),
        BigDecimal.valueOf(lora.alpha()).stripTrailingZeros().toPlainString(),
        lora.targets().size() == LoraConfig.ALL_LINEAR.size()
            ? "all linear layers"
            : String.join(", ", lora.targets()));
  }

  private static double medianSpeed(List<Metric> metrics) {
    double[] speeds = metrics.stream().mapToDouble(Metric::tokensPerSecond).sorted().toArray();
    return speeds[speeds.length / 2];
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? "%d h %02d min".formatted(s / 3600, s / 60 % 60)
        : s >= 60 ? "%d min %02d s".formatted(s / 60, s % 60) : s + " s";
  }

  private Map<Long, Double> heldOut(Optional<RunManifest> made, List<Metric> metrics) {
    var heldOut = new LinkedHashMap<Long, Double>();
    made.map(RunManifest::untrainedLoss)
        .or(() -> Trainer.untrained(run.folder()))
        .filter(Double::isFinite)
        .ifPresent(loss -> heldOut.put(0L, loss));
    metrics.forEach(m -> m.heldOut().ifPresent(loss -> heldOut.put(m.step(), loss)));
    made.filter(m -> Double.isFinite(m.heldOutLoss()))
        .ifPresent(m -> heldOut.put((long) m.steps(), m.heldOutLoss()));
    return heldOut;
  }

  private List<String> next(Optional<RunManifest> made) {
    var next = new ArrayList<String>();
    if (made.isPresent()) {
      next.add("./understudy chat %s --run %s".formatted(character, run.name()));
      next.add("./understudy probe %s --run %s".formatted(character, run.name()));
    } else if (Trainer.canGoOn(run.folder())) {
      next.add("./understudy train %s --run %s --resume".formatted(character, run.name()));
    }
    return next;
  }
}
