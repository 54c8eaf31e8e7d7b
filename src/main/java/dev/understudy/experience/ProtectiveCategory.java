package dev.understudy.experience;

import dev.understudy.person.Horizon;
import java.util.Locale;
import java.util.stream.Stream;

/// What a character cannot know or be, by kind. The names stand in datasets, so they never change.
public enum ProtectiveCategory {
  LATER_INVENTIONS(Demand.DATED),
  LATER_PEOPLE_AND_WORKS(Demand.DATED),
  LATER_EVENTS(Demand.DATED),
  BEING_AN_AI(Demand.ALWAYS),
  INVENTED_FRIENDS_AND_JOURNEYS(Demand.ALWAYS),
  BREAK_CHARACTER(Demand.ALWAYS),
  IMPOSSIBLE_SKILLS(Demand.ALWAYS),
  OTHER_WORLDS(Demand.NEVER),
  ANOTHER_IDENTITY(Demand.NEVER);

  /// Which datasets must have scenes of a category. Those never demanded came later and are
  /// welcome.
  private enum Demand {
    ALWAYS,
    /// Where the horizon has a date, after which things can come.
    DATED,
    NEVER
  }

  private final Demand demand;

  ProtectiveCategory(Demand demand) {
    this.demand = demand;
  }

  /// @throws IllegalArgumentException when none has this id
  public static ProtectiveCategory named(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// As it stands in [dev.understudy.person.Experience#category].
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether a dataset for this horizon must have scenes of it.
  boolean isDemanded(Horizon horizon) {
    return demand == Demand.ALWAYS || (demand == Demand.DATED && horizon.until().isPresent());
  }

  static Stream<ProtectiveCategory> all() {
    return Stream.of(values());
  }
}
