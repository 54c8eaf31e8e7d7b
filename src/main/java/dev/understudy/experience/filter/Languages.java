package dev.understudy.experience.filter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Tells a text's language by its small words. One that several languages share counts a part for
/// each.
final class Languages {
  /// Of a text in a language, a third to a half of the words are small ones of it.
  private static final double ENOUGH = 0.2;

  /// How many times as many as of the language expected.
  private static final double CLEARLY = 2;

  /// Language to weight, by word.
  private final Map<String, Map<String, Double>> weights = new HashMap<>();

  private final Set<String> known = new HashSet<>();

  Languages() {
    var holders = new HashMap<String, Set<String>>();
    for (List<String> row : Tables.rows("stop-words.tsv")) {
      known.add(row.get(0));
      Arrays.stream(row.get(1).split(" "))
          .forEach(word -> holders.computeIfAbsent(word, _ -> new HashSet<>()).add(row.get(0)));
    }
    holders.forEach((word, languages) ->
        languages.forEach(language ->
            weights
                .computeIfAbsent(word, _ -> new HashMap<>())
                .put(language, 1.0 / languages.size())));
  }

  /// @param language such as `en`, or `en-GB`
  boolean knows(String language) {
    return known.contains(main(language));
  }

  /// The language that words are of, where that is clearly not `expected`.
  Optional<String> other(List<String> words, String expected) {
    var scores = new TreeMap<String, Double>();
    for (String word : words) {
      weights
          .getOrDefault(word.replace('’', '\''), Map.of())
          .forEach((language, weight) -> scores.merge(language, weight, Double::sum));
    }
    double own = scores.getOrDefault(main(expected), 0.0);
    return scores.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(best -> best.getValue() >= ENOUGH * words.size())
        .filter(best -> best.getValue() > CLEARLY * own)
        .map(Map.Entry::getKey);
  }

  /// The share of letters that no language known here is written in.
  static double foreignLetters(String text) {
    long letters = text.codePoints().filter(Character::isLetter).count();
    long foreign =
        text.codePoints()
            .filter(Character::isLetter)
            .filter(c -> Character.UnicodeScript.of(c) != Character.UnicodeScript.LATIN)
            .filter(c -> Character.UnicodeScript.of(c) != Character.UnicodeScript.COMMON)
            .count();
    return letters == 0 ? 0 : (double) foreign / letters;
  }

  private static String main(String language) {
    return language.split("[-_]")[0];
  }
}
