package dev.understudy.model;

import java.util.Locale;

/// Who a message is from.
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT;

  /// As chat templates name it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
