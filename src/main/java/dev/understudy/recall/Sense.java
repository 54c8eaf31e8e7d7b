package dev.understudy.recall;

import java.util.List;

/// Feels that a line asks for what lies beyond the character's horizon: later things and people,
/// being a machine, friends and journeys that never were.
public interface Sense {
  /// Feels nothing, ever.
  Sense NONE = said -> false;

  /// @param said what the partner said so far, oldest first; the last counts, one before it only
  ///   helps a short follow-up
  boolean beyond(List<String> said);

  /// The same sense as it would be had it learnt nothing from this experience. Training asks this
  /// one, so that a character meets there the errors he will meet in talk.
  default Sense without(String experience) {
    return this;
  }
}
