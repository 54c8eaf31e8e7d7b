package dev.understudy.interview;

import dev.understudy.person.Question;
import java.util.List;
import java.util.Locale;

/// Tells whether an answer to something the character knew is right: every group of what is
/// expected has an alternative in it, as a word or the start of one.
public final class KnownAnswer {
  private KnownAnswer() {}

  public static boolean isRight(Question.Known question, String answer) {
    String text = " " + String.join(" ", Loops.words(answer)) + " ";
    return question.expect().stream().allMatch(group -> anyIn(group, text));
  }

  private static boolean anyIn(List<String> alternatives, String text) {
    return alternatives.stream()
        .map(alternative -> String.join(" ", Loops.words(alternative.toLowerCase(Locale.ROOT))))
        .anyMatch(stem -> text.contains(" " + stem));
  }
}
