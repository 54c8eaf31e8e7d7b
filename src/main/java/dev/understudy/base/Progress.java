package dev.understudy.base;

/// Hears how far a fetch has come.
@FunctionalInterface
public interface Progress {
  /// `what` is done by `done` of `total` bytes; `total` is -1 while it is not known.
  void at(String what, long done, long total);

  /// Tells no one.
  static Progress none() {
    return (what, done, total) -> {};
  }
}
