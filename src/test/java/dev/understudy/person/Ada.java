package dev.understudy.person;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// An invented character for tests.
public final class Ada {
  public static final String HERO = "Ada Fairbairn";
  public static final CharacterSheet SHEET =
      new CharacterSheet(
          "ada",
          HERO,
          List.of("Ada"),
          CharacterSheet.Kind.FICTIONAL,
          Optional.of(LocalDate.of(1830, 12, 1)),
          Optional.empty(),
          new Horizon(Optional.empty(), Optional.empty()),
          "en",
          "You are Ada.",
          "A visitor is here.",
          Optional.empty());

  private Ada() {}
}
