package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.pipeline.Company;
import dev.understudy.pipeline.Forgetting;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which weights play the part: a training, or the bare base.
final class PlayerOptions {
  static final String DEFAULT_BASE = "smollm2-135m";

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "Which training talks (default: the one in use, else the best: see use --help).")
  @Nullable String run;

  @Option(
      names = "--untrained",
      paramLabel = "BASE",
      arity = "0..1",
      fallbackValue = DEFAULT_BASE,
      description = "Let the bare base play the part (default base: ${FALLBACK-VALUE}).")
  @Nullable String untrained;

  @Option(
      names = "--adapter",
      paramLabel = "ADAPTER[:WEIGHT]",
      converter = PartConverter.class,
      description = {
        "An adapter in place of the training's own: a run's name, or a folder as PEFT writes it.",
        "Several add up, each as much as its weight says (default: 1)."
      })
  List<Company.Part> adapters = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Whole.OrNone.class,
      description = "Threads of the arithmetic (0: one for each core).")
  int threads;

  /// Fetches the base when it is missing.
  Company open(CharacterFolder folder, boolean recall, Places places, Terminal terminal) {
    if (run != null && untrained != null) {
      throw new WrongUsage("--run and --untrained", "exclude each other", "Give one of them.");
    }
    if (!adapters.isEmpty() && untrained != null) {
      throw new WrongUsage("--adapter and --untrained", "exclude each other", "Give one of them.");
    }
    Threads.use(threads, terminal);
    if (untrained != null) {
      return Company.untrained(folder, ProgressLine.pull(untrained, terminal));
    }
    Run talks = talks(run, new Runs(folder.runs()), folder.id(), places, terminal);
    BaseModel base = base(talks, terminal);
    if (recall && Recipe.ofRun(talks.recipe()).recall().horizon()) {
      warnOfOtherScenes(folder, talks, terminal);
    }
    return Company.trained(folder, talks, base, adapters, recall);
  }

  /// Measures what the training cost the base.
  Forgetting forgetting(CharacterFolder folder, Places places, Terminal terminal) {
    if (untrained != null) {
      throw new WrongUsage(
          "--forgetting and --untrained",
          "exclude each other: the bare base has forgotten nothing",
          "Name a training with --run.");
    }
    if (!adapters.isEmpty()) {
      throw new WrongUsage(
          "--forgetting and --adapter",
          "exclude each other: it measures a run's own training",
          "Name the run with --run.");
    }
    Threads.use(threads, terminal);
    Run trained = talks(run, new Runs(folder.runs()), folder.id(), places, terminal);
    return Forgetting.of(base(trained, terminal), trained);
  }

  /// What a run was trained on.
  static BaseModel base(Run talks, Terminal terminal) {
    RunManifest made = talks.manifest();
    BaseModel base = ProgressLine.pull(made.base(), terminal);
    if (!base.sha256().equals(made.baseSha256())) {
      terminal.warn(
          "run %s was trained on other weights of %s than these; it may talk nonsense."
              .formatted(talks.name(), made.base()));
    }
    return base;
  }

  /// The sense of the horizon is learnt anew from the scenes, each time a talk begins.
  private static void warnOfOtherScenes(CharacterFolder folder, Run talks, Terminal terminal) {
    if (!Files.isRegularFile(folder.experiencesFile())) {
      terminal.warn(
          folder.experiencesFile()
              + " is not there: he can't feel what lies beyond his horizon, and will answer more"
              + " of it.");
    } else if (!talks.manifest().learntFrom(folder.experiencesFile())) {
      terminal.warn(
          "the scenes have changed since run %s was trained: what he feels to be beyond his horizon"
                  .formatted(talks.name())
              + " may have, too.");
    }
  }

  /// A name for what is chosen.
  String name() {
    String weights = untrained != null ? "untrained" : run != null ? run : "in-use";
    return adapters.isEmpty()
        ? weights
        : weights
            + adapters.stream()
                .map(part -> "-" + part)
                .collect(Collectors.joining())
                .replaceAll("[^A-Za-z0-9._-]+", "_");
  }

  /// The run that is `named`, else the one that talks.
  static Run talks(
      @Nullable String named, Runs runs, String character, Places places, Terminal terminal) {
    if (named != null) {
      return runs.finished(named);
    }
    Problems unread = new Problems();
    Optional<Run> talks = runs.talking(unread);
    if (talks.isEmpty()) {
      unread.throwIfAny();
    }
    unread.all().forEach(problem -> terminal.warn(problem.toString()));
    return talks.orElseThrow(() ->
        new UserException(
            character,
            "has no finished training yet",
            "Make one: " + places.command("train " + character)));
  }
}
