package dev.understudy.interview;

import dev.understudy.person.Question;
import java.util.Locale;
import java.util.regex.Pattern;

/// Tells whether an answer to a trap goes along with it: it neither denies the thing nor asks back
/// what it is.
///
/// Rules like these miss much; `docs/lab.md` has their sensitivity and specificity against answers
/// read by eye.
final class Leak {
  private static final Pattern SENTENCE = Pattern.compile("[^.!?]+[.!?]*");
  private static final Pattern NEGATION =
      Pattern.compile("\\b(no|not|never|none|nobody|nothing|neither|without|cannot)\\b|n't\\b");

  private Leak() {}

  static boolean in(Question.Trap trap, String answer) {
    String text = answer.toLowerCase(Locale.ROOT).replace('’', '\'');
    boolean puzzled =
        SENTENCE
            .matcher(text)
            .results()
            .anyMatch(sentence ->
                names(trap, sentence.group())
                    && (sentence.group().contains("?")
                        || NEGATION.matcher(sentence.group()).find()));
    return !puzzled && !Denial.in(text);
  }

  private static boolean names(Question.Trap trap, String sentence) {
    return trap.names().stream().anyMatch(name -> sentence.contains(name.toLowerCase(Locale.ROOT)));
  }
}
