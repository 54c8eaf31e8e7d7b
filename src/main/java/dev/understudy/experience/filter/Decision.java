package dev.understudy.experience.filter;

import dev.understudy.person.Experience;

/// What a filter makes of one experience.
sealed interface Decision {
  Decision KEEP = new Keep();

  record Keep() implements Decision {}

  /// Kept without having been looked at, which is told.
  record Unchecked(String why) implements Decision {}

  record Change(Experience experience) implements Decision {}

  record Reject(String reason) implements Decision {}
}
