package dev.understudy.llm;

/// Watches requests being asked, and may stop it.
@FunctionalInterface
public interface AskListener {
  /// Watches nothing.
  AskListener SILENT = _ -> {};

  /// A few times a second, and at the beginning and the end of each round; never by two threads at
  /// once for one round.
  void asked(AskProgress progress);

  /// True when no further call shall be begun. Those in flight are waited for and kept.
  default boolean stop() {
    return false;
  }
}
