package dev.understudy.pipeline.make;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.recall.Embedder;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.scene.Given;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Where steps work: a character's folder, how they shall work, and the day it is.
///
/// @param embedder opened by who needs it, and closed by it
record Workplace(
    CharacterFolder folder, MakeSettings settings, LocalDate today, Supplier<Embedder> embedder) {

  /// The user's own prompts.
  Optional<Path> prompts() {
    return Optional.of(folder.prompts());
  }

  Path draft(String name) {
    return folder.drafts().resolve(name);
  }

  /// One of the usual size while there is none.
  CharacterSheet sheet() {
    return folder.exists() ? folder.sheet() : StandIns.sheet(given());
  }

  List<Passage> passages() {
    return folder.passages();
  }

  List<Memory> memories() {
    return folder.memories();
  }

  List<PlannedScene> scenes() {
    return JsonLines.read(folder.scenesFile(), PlannedScene.class);
  }

  /// Does what must not repeat itself, with an index that holds nothing yet.
  <T> T comparing(Function<NearDuplicates, T> work) {
    try (Embedder opened = embedder.get();
        NearDuplicates none = NearDuplicates.inMemory(opened, NearDuplicates.Limits.DEFAULT)) {
      return work.apply(none);
    }
  }

  /// For what needs an index and compares nothing, such as telling what would be asked: to open an
  /// embedder takes a second.
  static <T> T comparingNothing(Function<NearDuplicates, T> work) {
    try (NearDuplicates none = NearDuplicates.inMemory(NearDuplicates.Limits.DEFAULT)) {
      return work.apply(none);
    }
  }

  Given given() {
    return GivenFile.in(folder).read();
  }
}
