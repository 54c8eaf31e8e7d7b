package dev.understudy.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses what was meant by a name nobody knows.
public final class DidYouMean {
  private DidYouMean() {}

  /// The choice nearest to `given`, when it is near enough to be a slip of the hand: at most a
  /// third of its letters inserted, left out, changed or swapped with their neighbour, or one name
  /// the beginning of the other.
  public static Optional<String> closest(String given, Collection<String> choices) {
    String wanted = given.toLowerCase(Locale.ROOT);
    return choices.stream()
        .filter(choice -> near(wanted, choice.toLowerCase(Locale.ROOT)))
        .min(
            Comparator.<String>comparingInt(
                    choice -> distance(wanted, choice.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// A sentence to put after "there is no …": the nearest choice, else all of them, else nothing.
  public static String hint(String given, Collection<String> choices) {
    return closest(given, choices)
        .map(choice -> "Did you mean '" + choice + "'?")
        .orElseGet(() ->
            choices.isEmpty()
                ? ""
                : "Known: " + String.join(", ", choices.stream().sorted().toList()) + ".");
  }

  private static boolean near(String given, String choice) {
    if (given.length() >= 3 && (choice.startsWith(given) || given.startsWith(choice))) {
      return true;
    }
    int longest = Math.max(given.length(), choice.length());
    return distance(given, choice) <= Math.max(1, longest / 3) && longest > 1;
  }

  /// Edit distance with swaps of neighbours (optimal string alignment).
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 ? j : j == 0 ? i : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
