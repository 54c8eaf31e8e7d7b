package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Horizon;
import dev.understudy.person.Passage;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// An invented ferryman, with two passages about him.
final class Tam {
  static final LocalDate TODAY = LocalDate.of(2026, 11, 25);

  static final CharacterSheet SHEET =
      new CharacterSheet(
          "tam",
          "Tam Orr",
          List.of("Old Tam"),
          CharacterSheet.Kind.HISTORICAL,
          Optional.of(LocalDate.of(1850, 3, 2)),
          Optional.of(LocalDate.of(1912, 10, 9)),
          new Horizon(Optional.of(LocalDate.of(1912, 10, 9)), Optional.empty()),
          "en",
          "You are Tam Orr, a ferryman.",
          "A passenger waits for the tide.",
          Optional.empty());

  static final Passage CHILDHOOD =
      passage(
          "p01",
          "Childhood",
          "Tam Orr was born at Kilbrae on 2 March 1850, the third of nine children. His mother Effie"
              + " mended nets, and she taught him to read from the almanac. In 1858 the boy fell"
              + " through the ice of Loch Arden and was pulled out by his sister Mairi. He never"
              + " learned to swim.");

  static final Passage FERRY =
      passage(
          "p02",
          "The ferry",
          "In 1869 his father drowned, and Tam, nineteen years old, took over the ferry. He rowed"
              + " the minister across on the night of the great storm of 1881 and took no fare."
              + " In 1903 a steamer was put on the loch, and he sold his boat for 40 pounds. He kept"
              + " bees after that.");

  private Tam() {}

  static Passage passage(String id, String title, String text) {
    return new Passage(id, title, text, List.of(), "CC0-1.0", "2026-11");
  }
}
