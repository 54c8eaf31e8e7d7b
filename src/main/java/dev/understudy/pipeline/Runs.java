package dev.understudy.pipeline;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The trainings of one character, and the choice of the one that talks.
public final class Runs {
  private final Path folder;

  /// `character` is the folder `characters/<id>`.
  public Runs(Path character) {
    folder = character.resolve("runs");
  }

  /// All runs by name, finished or not.
  public List<Run> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().map(Run::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
            ? "Go on with it: train again with --resume " + name + "."
            : "Finished runs here: "
                + (names.isEmpty() ? "none" : String.join(", ", names))
                + "."
                + DidYouMean.hint(name, names);
    throw new UserException("run " + name, state, fix);
  }

  /// Makes `run` the one that talks from now on.
  public void use(Run run) {
    AtomicFiles.write(chosenFile(), run.name() + "\n");
  }

  /// Forgets the choice.
  public void useBest() {
    try {
      Files.deleteIfExists(chosenFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      throw new UncheckedIOException(e);
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
