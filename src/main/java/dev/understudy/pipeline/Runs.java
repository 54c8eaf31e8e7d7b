package dev.understudy.pipeline;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The trainings of one character, and the choice of the one that talks.
public final class Runs {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Path folder;

  /// `folder` is `characters/<id>/runs`; it need not be there yet.
  public Runs(Path folder) {
    this.folder = folder;
  }

  /// All runs by name, finished or not.
  public List<Run> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .map(Run::new)
          .toList();
    } catch (IOException e) {
      throw Failures.reading(folder, e);
    }
  }

  /// The run of this name, finished or new.
  public Run at(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new UserException(
          "run " + name, "is not a name for a folder", "Use letters, digits, '.', '_' and '-'.");
    }
    return new Run(folder.resolve(name));
  }

  /// The finished run of this name.
  public Run finished(String name) {
    Run run = at(name);
    if (run.isFinished()) {
      return run;
    }
    List<String> names = all().stream().filter(Run::isFinished).map(Run::name).toList();
    String state = Files.isDirectory(run.folder()) ? "is not finished" : "does not exist";
    String fix =
        Files.isDirectory(run.folder())
            ? "Go on with it: train again with --run " + name + " --resume."
            : "Finished runs here: "
                + (names.isEmpty() ? "none" : String.join(", ", names))
                + "."
                + DidYouMean.closest(name, names)
                    .map(meant -> " Did you mean '" + meant + "'?")
                    .orElse("");
    throw new UserException("run " + name, state, fix);
  }

  /// Where a training of this name goes; without a name a new one, or with `resume` the last
  /// interrupted one.
  ///
  /// @throws UserException when there is nothing to resume, or the name is taken
  public Run toTrain(@Nullable String name, boolean resume) {
    if (name == null) {
      return resume
          ? lastInterrupted()
          : at("run-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
    }
    Run run = at(name);
    boolean begun = Files.isDirectory(run.folder());
    if (resume && (!begun || run.isFinished())) {
      throw new UserException(
          "run " + name,
          begun ? "is finished" : "does not exist",
          "Leave --resume out to begin one under a new name.");
    }
    if (!resume && begun) {
      throw taken(run);
    }
    return run;
  }

  /// Told before long work is done for nothing.
  ///
  /// @throws UserException when no run can be written here
  void checkWritable() {
    AtomicFiles.checkWritable(folder);
  }

  static UserException taken(Run run) {
    return new UserException(
        "run " + run.name(),
        "is there already" + (run.isFinished() ? "" : ", not finished"),
        (run.isFinished() ? "Choose" : "Go on with it by --resume, or choose")
            + " another --run name.");
  }

  private Run lastInterrupted() {
    return all().stream()
        .filter(run -> !run.isFinished() && Files.isDirectory(run.checkpoints()))
        .max(Comparator.comparing(Run::name))
        .orElseThrow(() ->
            new UserException(
                folder.toString(),
                "holds no interrupted training",
                "Leave --resume out to begin one."));
  }

  /// Makes `run` the one that talks from now on.
  public void use(Run run) {
    AtomicFiles.write(chosenFile(), run.name() + "\n");
  }

  /// Forgets the choice.
  public void useBest() {
    AtomicFiles.delete(chosenFile());
  }

  /// The run that talks: the chosen one, else the best of the newest run's split by held-out loss,
  /// else the shipped one. Demo runs are never picked by themselves.
  public Optional<Run> talking() {
    Optional<Run> chosen = chosen();
    return chosen.isPresent() ? chosen : best().or(this::shipped);
  }

  private Optional<Run> chosen() {
    if (!Files.isRegularFile(chosenFile())) {
      return Optional.empty();
    }
    try {
      return Optional.of(finished(Files.readString(chosenFile()).strip()));
    } catch (IOException e) {
      throw Failures.reading(chosenFile(), e);
    } catch (UserException e) {
      throw new UserException(
          chosenFile().toString(),
          "names the run that talks, but it can't: "
              + e.problems().getFirst().where()
              + " "
              + e.problems().getFirst().what(),
          "Choose another with 'understudy use', or give --best to it to forget the choice.",
          e);
    }
  }

  private Optional<Run> best() {
    List<Run> own =
        all().stream()
            .filter(run -> run.isFinished() && !run.isShipped())
            .filter(run -> run.manifest().purpose() == RunManifest.Purpose.TRAIN)
            .toList();
    return own.stream()
        .max(Comparator.comparing(run -> run.manifest().finished()))
        .map(newest -> newest.manifest().splitHash())
        .flatMap(split ->
            own.stream()
                .filter(run -> run.manifest().splitHash().equals(split))
                .min(Comparator.comparingDouble(run -> run.manifest().heldOutLoss())));
  }

  private Optional<Run> shipped() {
    return Optional.of(at(Run.SHIPPED)).filter(Run::isFinished);
  }

  private Path chosenFile() {
    return folder.resolve("chosen");
  }
}
