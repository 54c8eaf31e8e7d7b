package dev.understudy.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what was probably meant by a misspelt word.
public final class Suggest {
  private Suggest() {}

  /// The known word nearest to `given`, if it is near: at most one slip in words of up to four letters, two up to
  /// eight, else three; or `given` is the beginning of it. Case does not count.
  public static Optional<String> closest(String given, Collection<String> known) {
    String typed = given.toLowerCase(Locale.ROOT);
    int allowed = typed.length() <= 4 ? 1 : typed.length() <= 8 ? 2 : 3;
    return known.stream()
        .filter(k -> distance(typed, k) <= allowed || isBeginning(typed, k))
        .min(Comparator.comparingInt((String k) -> distance(typed, k)).thenComparing(k -> k));
  }

  /// "Did you mean "train"?", or nothing when nothing is near.
  public static String didYouMean(String given, Collection<String> known) {
    return closest(given, known).map(k -> "Did you mean \"" + k + "\"?").orElse("");
  }

  private static boolean isBeginning(String typed, String known) {
    return typed.length() >= 3 && known.toLowerCase(Locale.ROOT).startsWith(typed);
  }

  /// Optimal string alignment distance: insertions, deletions, substitutions, and swaps of neighbours.
  private static int distance(String typed, String knownWord) {
    String known = knownWord.toLowerCase(Locale.ROOT);
    int[][] d = new int[typed.length() + 1][known.length() + 1];
    for (int i = 0; i <= typed.length(); i++) {
      for (int j = 0; j <= known.length(); j++) {
        d[i][j] = Math.max(i, j);
        if (i > 0 && j > 0) {
          int change = typed.charAt(i - 1) == known.charAt(j - 1) ? 0 : 1;
          d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
          if (i > 1 && j > 1 && swapped(typed, known, i, j)) {
            d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
          }
        }
      }
    }
    return d[typed.length()][known.length()];
  }

  private static boolean swapped(String a, String b, int i, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
