package dev.understudy.experience.script;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Horizon;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// An invented bell founder among people whose names are easily mistaken.
final class Odo {
  static final String HERO = "Odo Marten Brask";
  static final String COUNT = "Count Waldemar Ryle";
  static final String PASTOR = "Jens Holm";

  static final CharacterSheet SHEET =
      new CharacterSheet(
          "odo",
          HERO,
          List.of("Odo", "Brask"),
          CharacterSheet.Kind.FICTIONAL,
          Optional.of(LocalDate.of(1711, 3, 9)),
          Optional.empty(),
          new Horizon(Optional.of(LocalDate.of(1763, 5, 2)), Optional.empty()),
          "en",
          "You are Odo Marten Brask, bell founder in a small town in Denmark.",
          "A visitor stands in your foundry.",
          Optional.empty());

  private Odo() {}

  static Speakers speakers() {
    return Speakers.of(SHEET, List.of(COUNT, PASTOR));
  }
}
