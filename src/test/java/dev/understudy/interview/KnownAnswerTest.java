package dev.understudy.interview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownAnswerTest {
  private final Question.Known question =
      new Question.Known(
          "k1",
          "Who taught you?",
          "m1",
          List.of(List.of("Haydn", "old man"), List.of("lesson", "taught")),
          true);

  @Test
  void everyGroupMustBeAnswered() {
    assertThat(KnownAnswer.isRight(question, "HAYDN gave me lessons.")).isTrue();
    assertThat(KnownAnswer.isRight(question, "The old man taught me little.")).isTrue();
    assertThat(KnownAnswer.isRight(question, "Haydn, of course.")).isFalse();
    assertThat(KnownAnswer.isRight(question, "")).isFalse();
  }

  @Test
  void alternativesStartAtAWord() {
    assertThat(KnownAnswer.isRight(question, "Unhaydned lessons")).isFalse();
  }
}
