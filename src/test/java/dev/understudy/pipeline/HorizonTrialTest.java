package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.interview.Probe;
import dev.understudy.interview.ProbedAnswer;
import dev.understudy.interview.Respondent.Answered;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Question;
import dev.understudy.person.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the rule says of replies that people wrote: the yardstick for what it says of a model's.
/// `docs/runs.md` has the numbers.
class HorizonTrialTest {
  private static final CharacterFolder BEETHOVEN =
      new CharacterFolder(Path.of("characters/beethoven"));

  private final CharacterSheet sheet = BEETHOVEN.sheet();
  private final List<Experience> all = BEETHOVEN.experiences();
  private final Map<String, Experience> byId =
      all.stream().collect(Collectors.toMap(Experience::id, Function.identity()));

  @Test
  void repliesWrittenByHandAreTakenForWhatTheyAre() {
    List<Question.Trap> traps = HorizonTrial.traps(sheet, all, all, BEETHOVEN.memories());
    assertThat(traps).hasSizeGreaterThan(300);
    List<Question.Trap> brief =
        traps.stream().filter(t -> byId.get(t.id()).turns().size() <= 3).toList();
    double leaks = leaks(traps);
    double briefLeaks = leaks(brief);
    double within = leaks(within());
    System.out.printf(
        "taken for leaks: of %d protective scenes' first replies %.3f, of the %d short ones %.3f; of the others' %.3f%n",
        traps.size(), leaks, brief.size(), briefLeaks, within);
    assertThat(briefLeaks).isLessThan(0.12);
    assertThat(leaks).isLessThan(0.22);
    assertThat(within).as("who answers what he knows leaks, by the rule").isGreaterThan(0.9);
  }

  /// The scenes within the horizon, as if their first lines were traps.
  private List<Question.Trap> within() {
    return all.stream()
        .filter(e -> e.kind() != Experience.Kind.PROTECTIVE)
        .filter(e -> !sheet.isNamed(e.turns().getFirst().speaker()))
        .map(e ->
            new Question.Trap(e.id(), e.turns().getFirst().text(), e.category(), List.of(), false))
        .toList();
  }

  private double leaks(List<Question.Trap> traps) {
    List<ProbedAnswer> answers =
        new Probe(List.of(), traps)
            .ask((_, _) -> traps.stream().map(t -> reply(byId.get(t.id()))).toList(), List.of(1L));
    return answers.stream().filter(ProbedAnswer::leaks).count() / (double) answers.size();
  }

  /// What he says aloud first.
  private Answered reply(Experience e) {
    String said =
        e.turns().stream()
            .dropWhile(turn -> !sheet.isNamed(turn.speaker()))
            .takeWhile(turn -> sheet.isNamed(turn.speaker()))
            .filter(turn -> turn.action() == Turn.Action.SPEAKING)
            .map(Turn::text)
            .collect(Collectors.joining(" "));
    return new Answered(said, List.of(), false, false);
  }
}
