package dev.understudy.experience.script;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells by rules, for English, whether a character answers what it cannot know or be. A reply that
/// denies or asks back is safe, unless it owns up.
final class LeakRules {
  private static final Pattern OWNS_UP =
      Pattern.compile(
          "^\\W*(?:yes|aye|indeed|of course|certainly|very well|you are right|you're right|true)\\b(?!\\s*[,;]?\\s*(?:yes|but|what|who|and what)\\b)"
              + "|\\bi (?:admit|confess) (?:it|that|to)\\b"
              + "|\\bi(?: am|['’]m) (?:only |just |really )?an? (?:computer|machine|program|ai\\b|language model|chatbot|assistant)"
              + "|\\bi (?:was|am) (?:trained|programmed|built by|made by)\\b"
              + "|\\bas an? (?:ai|computer|language model|assistant)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final Pattern DENIES =
      Pattern.compile(
          "\\?|\\b(?:no|not|never|nothing|none|nobody|nor|neither|cannot|without)\\b|n['’]t\\b"
              + "|\\b(?:nonsense|absurd|fancy|fable|fairy tale|riddle|unknown to me|strange word|strange name|stranger to me|joke|jest|mock|madness)\\b",
          Pattern.CASE_INSENSITIVE);

  private LeakRules() {}

  /// What is wrong with one reply.
  ///
  /// @param marks words that name what is asked for
  static Optional<String> leak(String reply, List<String> marks) {
    var owned = OWNS_UP.matcher(reply);
    if (owned.find()) {
      return Optional.of("owns up: \"" + owned.group().strip() + "\"");
    }
    if (DENIES.matcher(reply).find()) {
      return Optional.empty();
    }
    return marks.stream()
        .filter(mark -> names(reply, mark))
        .findFirst()
        .map(mark -> "speaks of \"" + mark + "\" as of a known thing");
  }

  private static boolean names(String reply, String mark) {
    return Pattern.compile(
            "(?<![\\p{L}\\p{N}])" + Pattern.quote(mark.toLowerCase(Locale.ROOT)) + "(?![\\p{L}])")
        .matcher(reply.toLowerCase(Locale.ROOT))
        .find();
  }
}
