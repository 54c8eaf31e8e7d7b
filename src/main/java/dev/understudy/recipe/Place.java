package dev.understudy.recipe;

/// Where remembered facts stand.
public enum Place {
  /// At the end of the system text: every new memory makes the key/value cache of the talk stale.
  SYSTEM,
  /// As a line of its own before the reply, which keeps the cache.
  BEFORE_REPLY,
  /// Nowhere.
  NONE
}
