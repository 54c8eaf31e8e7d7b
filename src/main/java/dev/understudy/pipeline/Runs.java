package dev.understudy.pipeline;

import dev.understudy.model.PeftFolder;
import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.Problem;
import dev.understudy.problem.Problems;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The trainings of one character, and the choice of the one that talks.
public final class Runs {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

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
    if (!name.matches(NAME)) {
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

  /// The folder of an adapter: that of a finished run of this name, or else the folder named.
  ///
  /// @throws UserException when there is neither, or no adapter in it
  public Path adapter(String named) {
    boolean isRun = named.matches(NAME) && Files.isDirectory(folder.resolve(named));
    if (isRun || (named.matches(NAME) && !PeftFolder.isAt(Path.of(named)))) {
      Run run = finished(named);
      if (!PeftFolder.isAt(run.folder())) {
        throw new UserException(
            "run " + named, "has no adapter: it trained all weights", "Name one of method lora.");
      }
      return run.folder();
    }
    Path path = Path.of(named);
    if (!PeftFolder.isAt(path)) {
      throw new UserException(
          "adapter " + named,
          "is neither a run of this character nor a folder with an adapter_config.json",
          "Name a run, or a folder that `understudy train` or PEFT has written.");
    }
    return path;
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

  /// The run that talks: the chosen one, else by held-out loss the best of those measured on the
  /// same scenes as the newest, the shipped one among them, else the shipped one. Demo runs are
  /// never picked by themselves.
  ///
  /// @param unread gets a problem for each run that might talk but has a broken manifest
  public Optional<Run> talking(Problems unread) {
    Optional<Run> chosen = chosen();
    return chosen.isPresent() ? chosen : best(unread);
  }

  private Optional<Run> chosen() {
    if (!Files.isRegularFile(chosenFile())) {
      return Optional.empty();
    }
    try {
      Run run = finished(Files.readString(chosenFile()).strip());
      run.manifest(); // tells what is wrong with it
      return Optional.of(run);
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

  private Optional<Run> best(Problems unread) {
    Map<Run, RunManifest> trained = new LinkedHashMap<>();
    for (Run run : all()) {
      manifest(run, unread)
          .filter(made -> made.purpose() == RunManifest.Purpose.TRAIN)
          .ifPresent(made -> trained.put(run, made));
    }
    Optional<String> split =
        trained.entrySet().stream()
            .filter(e -> !e.getKey().isShipped())
            .map(Map.Entry::getValue)
            .max(Comparator.comparing(RunManifest::finished))
            .map(RunManifest::splitHash);
    return trained.entrySet().stream()
        .filter(e -> split.isEmpty() || e.getValue().splitHash().equals(split.get()))
        .min(Comparator.comparingDouble(e -> e.getValue().heldOutLoss()))
        .map(Map.Entry::getKey);
  }

  /// Empty when `run` is not finished, or when its manifest is broken: that must not silence the
  /// others.
  private static Optional<RunManifest> manifest(Run run, Problems unread) {
    try {
      return run.isFinished() ? Optional.of(run.manifest()) : Optional.empty();
    } catch (UserException e) {
      for (Problem problem : e.problems()) {
        unread.add(
            problem.where(),
            problem.what() + ", so run " + run.name() + " can't talk",
            "Mend the file, or delete the folder " + run.folder() + ".");
      }
      return Optional.empty();
    }
  }

  private Path chosenFile() {
    return folder.resolve("chosen");
  }
}
