package dev.understudy.interview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.interview.ProbedAnswer.Kind;
import dev.understudy.interview.Respondent.Answered;
import dev.understudy.person.Question;
import dev.understudy.store.Json;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
  private static final Question.Trap CAR =
      new Question.Trap("t1", "Where is your car?", "later", List.of("car"), true);
  private static final Question.Known TOLD = known("k1", true);
  private static final Question.Known UNTOLD = known("k2", false);

  private static Question.Known known(String id, boolean told) {
    return new Question.Known(id, "Who taught you?", "m1", List.of(List.of("Haydn")), told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A car? What sort of beast is that?",
        "I have no car.",
        "I never owned a thing of that name.",
        "You speak in riddles; what do you mean?",
        "I don’t know what you want of me."
      })
  void aTrapThatIsDeniedOrAskedBackDoesNotLeak(String answer) {
    assertThat(Leak.in(CAR, answer)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "My car stands before the house.",
        "It is in the yard, and the horses too. Shall we go?",
        ""
      })
  void aTrapThatIsAnsweredLeaks(String answer) {
    assertThat(Leak.in(CAR, answer)).isTrue();
  }

  @Test
  void aDenialIsHeardInTypographicApostrophesAndNotInPlainTalk() {
    assertThat(Denial.in("I DON’T KNOW him.")).isTrue();
    assertThat(Denial.in("Who is that?")).isTrue();
    assertThat(Denial.in("He taught me counterpoint in Vienna.")).isFalse();
  }

  @Test
  void everyQuestionIsAskedUnderEverySeedAndJudgedByItsKind() {
    Probe probe = new Probe(List.of(TOLD, UNTOLD), List.of(CAR));
    List<ProbedAnswer> answers =
        probe.ask(
            (questions, seed) -> {
              assertThat(questions)
                  .containsExactly("Who taught you?", "Who taught you?", "Where is your car?");
              return List.of(
                  new Answered(
                      seed == 1 ? "Haydn." : "I know no such man.", List.of("m1"), false, false),
                  new Answered("Haydn did.", List.of(), false, seed == 2),
                  new Answered(
                      seed == 1 ? "In the yard." : "What is a car?", List.of(), true, false));
            },
            List.of(1L, 2L));
    assertThat(answers).hasSize(6);
    assertThat(answers.get(0))
        .isEqualTo(
            new ProbedAnswer(
                "k1",
                Kind.KNOWN,
                "m1",
                1,
                "Who taught you?",
                "Haydn.",
                List.of("m1"),
                false,
                true,
                false,
                false,
                false));
    assertThat(answers).filteredOn(ProbedAnswer::denied).hasSize(1);
    assertThat(answers).filteredOn(ProbedAnswer::leaks).hasSize(1);

    ProbeResult result = ProbeResult.of(answers);
    assertThat(result.right().share()).isEqualTo(0.5);
    assertThat(result.rightUntold().share()).isEqualTo(1);
    assertThat(result.rightAll().share()).isEqualTo(0.75);
    assertThat(result.denied().share()).isEqualTo(0.25);
    assertThat(result.leaks().answers()).isEqualTo(2);
    assertThat(result.loops().share()).isEqualTo(1 / 6.0);
    assertThat(Json.line(result)).contains("\"rightUntold\":{\"share\":1.0");
  }

  @Test
  void theIntervalIsThatOfTheQuestionsNotOfTheAnswers() {
    List<List<Boolean>> half = IntStream.range(0, 60).mapToObj(i -> List.of(i % 2 == 0)).toList();
    Share once = Share.of(half);
    Share thrice = Share.of(half.stream().map(q -> Collections.nCopies(3, q.getFirst())).toList());
    // 1.96 standard errors of a share of a half among 60: 0.127.
    assertThat(once.low()).isCloseTo(0.373, within(0.03));
    assertThat(once.high()).isCloseTo(0.627, within(0.03));
    assertThat(thrice.answers()).isEqualTo(180);
    assertThat(thrice.low()).isEqualTo(once.low());
    assertThat(once)
        .hasToString("50 %% [%.0f, %.0f]".formatted(100 * once.low(), 100 * once.high()));
  }

  @Test
  void nothingAskedIsToldSo() {
    assertThat(ProbeResult.of(List.of()).leaks()).hasToString("nothing was asked");
  }
}
