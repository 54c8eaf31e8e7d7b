package dev.understudy.person;

/// One fact of the character's life in their own words (first person), with the passage it comes
/// from.
public record Memory(String id, String text, String passage, String time, Weight weight) {

  /// How often training tells it: `core` in at least four experiences, `told` in at least one,
  /// `untold` in none (to measure recall alone).
  public enum Weight {
    CORE,
    TOLD,
    UNTOLD
  }
}
