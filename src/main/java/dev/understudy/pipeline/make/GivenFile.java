package dev.understudy.pipeline.make;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.problem.UserException;
import dev.understudy.scene.Given;
import dev.understudy.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Keeps what the user said of a character, so that it need be said once only.
record GivenFile(Path path, String id) {
  static GivenFile in(CharacterFolder folder) {
    return new GivenFile(folder.drafts().resolve("given.json"), folder.id());
  }

  /// @throws UserException when nothing was said yet
  Given read() {
    if (!Files.exists(path)) {
      throw new UserException(
          id, "has no name yet", "Say it: understudy make " + id + " --name \"…\" --from FILE");
    }
    return Json.read(path, Given.class);
  }

  boolean isThere() {
    return Files.exists(path);
  }

  /// Keeps what is said now, and of what was said before that which is not said anew.
  void add(Given now) {
    Given all = Files.exists(path) ? merged(now, Json.read(path, Given.class)) : now;
    Json.write(path, all);
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
