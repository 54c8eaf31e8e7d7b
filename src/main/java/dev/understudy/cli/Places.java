package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.Characters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where characters and recipes are looked for: a folder the user names, the current one, and the
/// project's own.
final class Places {
  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      description =
          "Where the folders characters/ and recipes/ are (default: here, then the project's).")
  @Nullable Path home;

  Characters characters() {
    return new Characters(all());
  }

  /// Where a character that is not there yet is made.
  Path newCharacter(String id) {
    return all().getFirst().resolve("characters").resolve(id);
  }

  /// A character to go on making, be it without a sheet yet, or to begin.
  ///
  /// @throws WrongUsage when `id` is no name for a folder
  CharacterFolder toMake(String id) {
    if (!id.matches("[a-z0-9][a-z0-9-]*")) {
      throw new WrongUsage(
          "the character's id",
          "is '" + id + "', wanted small letters, digits and hyphens",
          "The full name goes to --name.");
    }
    return characters().ids().contains(id)
        ? characters().find(id)
        : new CharacterFolder(newCharacter(id));
  }

  /// A character that was begun.
  CharacterFolder made(String id) {
    CharacterFolder begun = new CharacterFolder(newCharacter(id));
    return Files.isDirectory(begun.path()) && !characters().ids().contains(id)
        ? begun
        : characters().find(id);
  }

  /// A recipe by path, looked for in each place.
  Path recipe(Path named) {
    return all().stream()
        .map(place -> place.resolve(named))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(named);
  }

  /// A command to go on with, as the user would type it, with the same places.
  String command(String words) {
    String command = "understudy " + words;
    return home == null ? command : command + " --home " + quoted(home.toString());
  }

  private static String quoted(String path) {
    return path.matches("[\\w./~+@%:,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private List<Path> all() {
    if (home != null) {
      return List.of(home);
    }
    Stream<Path> project =
        Optional.ofNullable(System.getProperty("understudy.home")).map(Path::of).stream();
    return Stream.concat(Stream.of(Path.of("")), project)
        .map(place -> place.toAbsolutePath().normalize())
        .distinct()
        .toList();
  }
}
