package dev.understudy.experience.filter;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lists of tell-tale phrases: one pattern a line, in any case, ' for both apostrophes.
final class Phrases {
  private Phrases() {}

  /// One pattern for all lines of a list that comes with the program.
  static Pattern pattern(String list) {
    String all =
        Tables.rows(list).stream()
            .map(row -> "(?:" + row.getFirst().replace("'", "['’]") + ")")
            .collect(Collectors.joining("|"));
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}])(?:" + all + ")", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /// What of a text fits, in its own words.
  static Stream<String> in(Pattern phrases, String text) {
    return phrases.matcher(text).results().map(MatchResult::group);
  }
}
