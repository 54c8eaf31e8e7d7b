package dev.understudy.pipeline.make;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.CharacterSheet;
import dev.understudy.problem.UserException;
import dev.understudy.scene.Given;
import dev.understudy.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Keeps what the user said of a character, so that it need be said once only.
record GivenFile(CharacterFolder folder, Path path) {
  static GivenFile in(CharacterFolder folder) {
    return new GivenFile(folder, folder.drafts().resolve("given.json"));
  }

  /// What was said so far. A sheet that a person wrote has said all.
  ///
  /// @throws UserException when nothing was said yet
  Given read() {
    return said()
        .or(this::written)
        .orElseThrow(() ->
            new UserException(
                folder.id(),
                "has no name yet",
                "Say it: understudy make " + folder.id() + " --name \"…\" --from FILE"));
  }

  Optional<Given> said() {
    return Files.exists(path) ? Optional.of(Json.read(path, Given.class)) : Optional.empty();
  }

  private Optional<Given> written() {
    return folder.exists() ? Optional.of(all(folder.sheet())) : Optional.empty();
  }

  private static Given all(CharacterSheet sheet) {
    return new Given(
        sheet.id(),
        sheet.name(),
        Optional.of(sheet.aliases()),
        Optional.of(sheet.kind()),
        sheet.born(),
        sheet.died(),
        Optional.of(sheet.horizon()),
        Optional.of(sheet.language()),
        Optional.of(sheet.identity()),
        Optional.of(sheet.scene()),
        sheet.consent());
  }

  /// Keeps what is said now, and of what was said before that which is not said anew.
  void add(Given now) {
    Json.write(path, said().map(before -> merged(now, before)).orElse(now));
  }

  private static Given merged(Given now, Given before) {
    return new Given(
        now.id(),
        now.name(),
        or(now.aliases(), before.aliases()),
        or(now.kind(), before.kind()),
        or(now.born(), before.born()),
        or(now.died(), before.died()),
        or(now.horizon(), before.horizon()),
        or(now.language(), before.language()),
        or(now.identity(), before.identity()),
        or(now.scene(), before.scene()),
        or(now.consent(), before.consent()));
  }

  private static <T> Optional<T> or(Optional<T> now, Optional<T> before) {
    return now.isPresent() ? now : before;
  }
}
