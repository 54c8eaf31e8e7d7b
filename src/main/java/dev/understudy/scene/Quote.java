package dev.understudy.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Finds in a passage the words that a model says it took from there.
///
/// Case, spaces and punctuation may differ; words left out have to be marked by an ellipsis. Small
/// models put a word before or after, or a name for "she": a run of the quote that is in the
/// passage stands for it when it is most of it.
final class Quote {
  private static final int LEAST_WORDS = 3;
  private static final double LEAST_SHARE = 0.7;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern ELLIPSIS = Pattern.compile("\\[?(?:…|\\.{3})]?");

  private Quote() {}

  /// The passage's own words.
  static Optional<String> find(String quote, String passage) {
    var found = new ArrayList<String>();
    int from = 0;
    for (String part : ELLIPSIS.split(quote)) {
      if (!Words.of(part).isEmpty()) {
        Optional<Place> place = find(part, passage, from);
        if (place.isEmpty()) {
          return Optional.empty();
        }
        found.add(passage.substring(place.get().start(), place.get().end()));
        from = place.get().end();
      }
    }
    String whole = String.join(" … ", found);
    return Words.count(whole) < LEAST_WORDS ? Optional.empty() : Optional.of(whole);
  }

  private record Place(int start, int end) {}

  private static Optional<Place> find(String part, String passage, int from) {
    int exact = passage.indexOf(part.strip(), from);
    if (exact >= 0) {
      return Optional.of(new Place(exact, exact + part.strip().length()));
    }
    List<String> wanted = Words.of(part);
    List<MatchResult> words =
        WORD.matcher(passage).results().filter(w -> w.start() >= from).toList();
    return longestRun(wanted, words)
        .filter(run -> run.words() >= LEAST_SHARE * wanted.size())
        .map(run ->
            new Place(
                words.get(run.start()).start(), words.get(run.start() + run.words() - 1).end()));
  }

  /// @param start the place of its first word among those of the passage
  private record Run(int start, int words) {}

  /// The longest run of words that both have, the first of several.
  private static Optional<Run> longestRun(List<String> wanted, List<MatchResult> words) {
    var best = new Run(0, 0);
    int[] before = new int[wanted.size() + 1]; // runs that end at the word before
    for (int i = 0; i < words.size(); i++) {
      String word = Words.plain(words.get(i).group());
      int[] now = new int[wanted.size() + 1];
      for (int j = 0; j < wanted.size(); j++) {
        now[j + 1] = word.equals(Words.plain(wanted.get(j))) ? before[j] + 1 : 0;
        best = now[j + 1] > best.words() ? new Run(i + 1 - now[j + 1], now[j + 1]) : best;
      }
      before = now;
    }
    return best.words() == 0 ? Optional.empty() : Optional.of(best);
  }
}
