package dev.understudy.experience;

import java.util.Locale;
import java.util.stream.Stream;

/// What a character cannot know or be, by kind. The names stand in datasets, so they never change.
public enum ProtectiveCategory {
  LATER_INVENTIONS(true),
  LATER_PEOPLE_AND_WORKS(true),
  LATER_EVENTS(true),
  BEING_AN_AI(true),
  INVENTED_FRIENDS_AND_JOURNEYS(true),
  BREAK_CHARACTER(true),
  IMPOSSIBLE_SKILLS(true),
  OTHER_WORLDS(false),
  ANOTHER_IDENTITY(false);

  private final boolean demanded;

  ProtectiveCategory(boolean demanded) {
    this.demanded = demanded;
  }

  /// As it stands in [dev.understudy.person.Experience#category].
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether every dataset must have scenes of it; the others came later and are welcome.
  boolean demanded() {
    return demanded;
  }

  static Stream<ProtectiveCategory> all() {
    return Stream.of(values());
  }
}
