package dev.understudy.experience.script;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds words with which somebody denies knowing a thing.
final class Ignorance {
  private static final Pattern SAID =
      Pattern.compile(
          "\\b(?:never (?:heard|knew) of|(?:know|knew) (?:nothing|no such|of no)|means nothing to me"
              + "|(?:do not|don't|did not|didn't) know (?:what|of|any|that|this|it)|no such (?:thing|person|place|word)"
              + "|what (?:is|are) (?:that|this|it) supposed|never (?:met|seen) (?:such|any such))\\b");

  private Ignorance() {}

  /// The sentence that says so. It must name the thing, or point to it.
  static Optional<String> in(String text, List<String> marks) {
    return Sentences.of(text).stream()
        .filter(s -> SAID.matcher(s).find())
        .filter(s -> marks.isEmpty() || isOfIt(s, marks))
        .findFirst();
  }

  private static boolean isOfIt(String sentence, List<String> marks) {
    return marks.stream().anyMatch(m -> sentence.contains(m.toLowerCase(Locale.ROOT)))
        || Pattern.compile("\\b(?:it|that|this|him|her|them|such|me)\\b").matcher(sentence).find();
  }
}
