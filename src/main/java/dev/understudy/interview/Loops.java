package dev.understudy.interview;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds the commonest fault of small models: saying the same thing again and again.
public final class Loops {
  private static final int RUN = 5;
  private static final int TIMES = 3;

  private Loops() {}

  /// True when some run of five words stands three times in `text`, whatever its case and
  /// punctuation.
  public static boolean in(String text) {
    List<String> words = words(text);
    Map<List<String>, Integer> seen = new HashMap<>();
    for (int i = 0; i + RUN <= words.size(); i++) {
      if (seen.merge(words.subList(i, i + RUN), 1, Integer::sum) >= TIMES) {
        return true;
      }
    }
    return false;
  }

  static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}']+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
