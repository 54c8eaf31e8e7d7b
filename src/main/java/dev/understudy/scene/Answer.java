package dev.understudy.scene;

/// What came of asking for a reply of some form.
///
/// @param <T> what such a reply is read as
sealed interface Answer<T> {
  /// The key of the call in the journal.
  String call();

  record Read<T>(String call, T value) implements Answer<T> {}

  /// None of the replies could be read, or there was none.
  ///
  /// @param why of the last one
  /// @param found the last reply as it came
  record Unread<T>(String call, String why, String found) implements Answer<T> {}
}
