package dev.understudy.pipeline.make;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.recall.Embedder;
import dev.understudy.scene.Given;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
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

  /// What the user said of the character. A sheet that a person wrote has said all.
  Given given() {
    GivenFile file = GivenFile.in(folder);
    return file.isThere() || !folder.exists() ? file.read() : given(folder.sheet());
  }

  private static Given given(CharacterSheet sheet) {
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
}
