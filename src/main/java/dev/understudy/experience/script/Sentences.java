package dev.understudy.experience.script;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is said, sentence by sentence, in lower case with plain apostrophes, and whether a sentence
/// commits its speaker to anything.
final class Sentences {
  private static final Pattern SENTENCE = Pattern.compile("[^.!?…]+[.!?…\"”’)]*");

  private static final Pattern CLAUSE = Pattern.compile("[,;:]\\s|\\s(?:because|but)\\s");

  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:no|not|never|none|nobody|nothing|neither|nor|nowhere|cannot|without|unknown|nonsense"
              + "|false|lies?|liar|lying|mistaken|mistake|fairy tales?|mad|drunk|foolish|fool)\\b|n't\\b");

  /// Words of denial in sentences that deny nothing.
  private static final Pattern SHAM =
      Pattern.compile(
          "\\b(?:no doubt|no wonder|never (?:miss|forget|forgot|tire|tired|fails?|failed|leave|without)"
              + "|not (?:only|just|merely|bad|so bad|yet|since|today|deny|long ago)|nothing (?:better|finer|like)"
              + "|no (?:better|finer|greater|longer)|none (?:better|finer)|why not|never (?:better|happier)"
              + "|(?:cannot|can't|could not|couldn't) (?:live|do|be|go|deny)(?: a day)?(?: without)?"
              + "|(?:don't|won't|do not|will not) deny)\\b");

  private static final Pattern HEDGE =
      Pattern.compile(
          "\\b(?:must (?:be|have)|sounds?|perhaps|suppose|seems?|some|if|would|may|might|could|guess"
              + "|like (?:a|an|the|some)|you (?:mean|say|call|speak|think)|your|so-called|is a (?:word|name|fish|bird|saint))\\b");

  private Sentences() {}

  static List<String> of(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    return SENTENCE
        .matcher(plain)
        .results()
        .map(MatchResult::group)
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /// A sentence in parts, each of which may deny by itself; a question stays whole.
  static Stream<String> clauses(String sentence) {
    return asks(sentence)
        ? Stream.of(sentence)
        : CLAUSE.splitAsStream(sentence).map(String::strip).filter(s -> !s.isEmpty());
  }

  static boolean denies(String sentence) {
    return NEGATION.matcher(SHAM.matcher(sentence).replaceAll(" ")).find();
  }

  static boolean asks(String sentence) {
    return sentence.contains("?");
  }

  /// It is said that so it is: neither asked, denied nor guessed.
  static boolean states(String sentence) {
    return asserts(sentence) && !HEDGE.matcher(sentence).find();
  }

  /// Neither asked nor denied.
  static boolean asserts(String sentence) {
    return !asks(sentence) && !denies(sentence);
  }
}
