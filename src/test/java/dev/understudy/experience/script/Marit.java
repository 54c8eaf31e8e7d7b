package dev.understudy.experience.script;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Horizon;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Scene;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// An invented keeper of a lighthouse, with what is known of her.
final class Marit {
  static final String NAME = "Marit Solheim";
  static final String DATE = "2026-11-25";

  static final CharacterSheet SHEET = sheet(Optional.of(LocalDate.of(1852, 11, 3)));

  static final Passage LIGHT =
      passage(
          "p01",
          "Marit Solheim was born at Skarvik in Norway in 1799. From 1831 she kept the light on the"
              + " rock of Grimsholm, where her husband Anders had drowned. She burnt herring oil"
              + " and wrote the weather into a red book.");

  static final Passage WRECK =
      passage(
          "p02",
          "In the night of 12 January 1838 the brig Fortuna of Bergen struck the rock. Marit Solheim"
              + " rowed out four times and brought in eleven men. The king sent her a silver spoon,"
              + " which she used for her porridge.");

  static final Memory SPOON =
      new Memory(
          "m001",
          "The king sent me a silver spoon for the men of the Fortuna, and I eat my porridge with it.",
          "p02",
          "1838",
          Memory.Weight.CORE);

  private Marit() {}

  static CharacterSheet sheet(Optional<LocalDate> until) {
    return new CharacterSheet(
        "marit",
        NAME,
        List.of("Marit", "Mother Solheim"),
        CharacterSheet.Kind.HISTORICAL,
        Optional.of(LocalDate.of(1799, 5, 2)),
        Optional.of(LocalDate.of(1852, 11, 3)),
        new Horizon(until, Optional.empty()),
        "en",
        "You are Marit Solheim, who keeps the light on Grimsholm.",
        "A boat has come in with the mail.",
        Optional.empty());
  }

  static Passage passage(String id, String text) {
    return new Passage(id, "Marit Solheim", text, List.of(), "CC0-1.0", "2026-11");
  }

  static PlannedScene scene(String id, List<String> present, String passage, String... memories) {
    return new PlannedScene(
        id,
        Experience.Kind.EXPERIENCE,
        Partner.PERIOD,
        "the silver spoon",
        new Scene(
            Scene.Form.ONE_TO_ONE,
            "1840, March",
            "Grimsholm, the kitchen under the light",
            present,
            "You mend a net while the pilot dries his coat.",
            List.of(passage)),
        OptionalInt.of(40),
        List.of(memories),
        new Experience.Provenance("scripted/script", "scenes", DATE));
  }
}
