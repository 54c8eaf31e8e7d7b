package dev.understudy.profile;

/// A source that was found, or is not there. Its bytes are got when they are wanted, so that a
/// folder of large files is never whole in memory.
///
/// @param source as the user named it, or the file in the folder they named
record Found(String source, Opening opening) {
  /// Gets the bytes.
  interface Opening {
    Raw open() throws SourceException;
  }

  static Found nothing(String source, SourceException why) {
    return new Found(
        source,
        () -> {
          throw why;
        });
  }
}
