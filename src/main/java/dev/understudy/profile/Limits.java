package dev.understudy.profile;

import java.time.Duration;

/// How much is taken of a source, and in which pieces.
///
/// @param fewest words of a passage; one with fewer stands where a source or a section of it ends
/// @param most words of a passage
/// @param words of one source; what comes after them is left out, and said
/// @param bytes of one source, and eight times as many unpacked
/// @param files of one folder
/// @param pause between two messages after which another conversation begins
public record Limits(int fewest, int most, int words, int bytes, int files, Duration pause) {
  public static final Limits DEFAULT =
      new Limits(80, 250, 60_000, 64 << 20, 2_000, Duration.ofHours(6));

  public Limits {
    if (fewest < 1 || most < 2 * fewest || words < most || bytes < 1 || files < 1) {
      throw new IllegalArgumentException(
          "a passage of %d to %d words, a source of %d words or %d bytes, or %d files"
              .formatted(fewest, most, words, bytes, files));
    }
  }
}
