package dev.understudy.person;

import java.util.Optional;

/// One fact of the character's life in their own words (first person), with the passage it comes
/// from.
///
/// @param quote the words of the passage that say so, when a model made the memory
public record Memory(
    String id, String text, String passage, String time, Weight weight, Optional<String> quote) {

  /// How often training tells it: `core` in at least four experiences, `told` in at least one,
  /// `untold` in none (to measure recall alone).
  public enum Weight {
    CORE,
    TOLD,
    UNTOLD
  }

  public Memory(String id, String text, String passage, String time, Weight weight) {
    this(id, text, passage, time, weight, Optional.empty());
  }

  public Memory withWeight(Weight other) {
    return new Memory(id, text, passage, time, other, quote);
  }
}
