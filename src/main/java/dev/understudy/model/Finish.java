package dev.understudy.model;

/// Why a reply ended.
public enum Finish {
  /// The model ended its turn.
  END,
  /// A stop text came.
  STOP,
  /// The longest reply allowed, or the end of the context, was reached.
  LENGTH,
  /// The caller wanted no more.
  CANCELLED
}
