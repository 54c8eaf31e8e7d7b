package dev.understudy.pipeline.make;

import java.util.Locale;

/// The steps of making a dataset, in their order.
public enum Step {
  /// Sources become passages.
  COLLECT,
  /// Passages tell who the character is.
  SHEET,
  /// Passages become memories in the first person.
  MEMORIES,
  /// Scenes are planned in which the memories are told.
  SCENES,
  /// Scenes are played out.
  EXPERIENCES,
  /// Protective scenes, and those that balance them.
  PROTECT,
  /// Filters choose what is learnt.
  CHECK;

  /// As it is typed and written.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
