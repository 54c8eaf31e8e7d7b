package dev.understudy.experience;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Text as words: letters and digits, joined by apostrophes and hyphens, in lower case.
public final class Words {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’-][\\p{L}\\p{N}]+)*");

  private Words() {}

  public static List<String> of(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  public static int count(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  /// Whether a text has these words in this order, whatever their case and punctuation.
  public static boolean hold(String text, String quote) {
    String words = String.join(" ", of(quote));
    return !words.isEmpty() && (" " + String.join(" ", of(text)) + " ").contains(" " + words + " ");
  }

  /// The first `n` words, or all of them when there are fewer.
  public static String opening(String text, int n) {
    return String.join(" ", of(text).stream().limit(n).toList());
  }

  /// Every run of `n` words.
  public static Set<String> runs(String text, int n) {
    List<String> words = of(text);
    var runs = new HashSet<String>();
    for (int i = 0; i + n <= words.size(); i++) {
      runs.add(String.join(" ", words.subList(i, i + n)));
    }
    return runs;
  }

  /// Finds a name as whole words, also with a plural or possessive s.
  public static Pattern name(String name) {
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?:['’]?s)?(?![\\p{L}\\p{N}])",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }
}
