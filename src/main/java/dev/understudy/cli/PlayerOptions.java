package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Bases;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.pipeline.Company;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.nio.file.Files;
import java.util.Optional;
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
    Threads.use(threads, terminal);
    if (untrained != null) {
      return Company.untrained(folder, pull(untrained, terminal));
    }
    Run talks = talks(run, new Runs(folder.runs()), folder.id(), places, terminal);
    RunManifest made = talks.manifest();
    BaseModel base = pull(made.base(), terminal);
    if (!base.sha256().equals(made.baseSha256())) {
      terminal.warn(
          "run %s was trained on other weights of %s than these; it may talk nonsense."
              .formatted(talks.name(), made.base()));
    }
    if (recall && Recipe.ofRun(talks.recipe()).recall().horizon()) {
      warnOfOtherScenes(folder, talks, terminal);
    }
    return Company.trained(folder, talks, base, recall);
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
    return untrained != null ? "untrained" : run != null ? run : "in-use";
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

  private static BaseModel pull(String name, Terminal terminal) {
    try (ProgressLine progress = new ProgressLine(terminal)) {
      return new Bases().pull(name, progress);
    }
  }
}
