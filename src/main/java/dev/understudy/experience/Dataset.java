package dev.understudy.experience;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Question;
import dev.understudy.person.Turn;
import dev.understudy.problem.Problem;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// All that is checked of one character; `unread` is what was wrong on the way.
record Dataset(
    CharacterSheet sheet,
    List<Passage> passages,
    List<Memory> memories,
    List<Experience> experiences,
    List<Question.Known> known,
    List<Question.Trap> traps,
    List<Question.Shown> shown,
    List<Problem> unread) {

  /// A turn with its place, which problems name as `e001 turn 3`.
  record Placed(Experience experience, int number, Turn turn) {
    String place() {
      return experience.id() + " turn " + number;
    }
  }

  Stream<Placed> turns() {
    return experiences.stream().flatMap(Dataset::turns);
  }

  static Stream<Placed> turns(Experience e) {
    return IntStream.range(0, e.turns().size())
        .mapToObj(i -> new Placed(e, i + 1, e.turns().get(i)));
  }

  /// The character's own turns, thoughts included.
  Stream<Placed> own() {
    return turns().filter(t -> t.turn().speaker().equals(sheet.name()));
  }

  /// What the character says.
  Stream<Placed> replies() {
    return own().filter(t -> t.turn().action() == Turn.Action.SPEAKING);
  }

  Stream<Experience> of(Kind kind) {
    return experiences.stream().filter(e -> e.kind() == kind);
  }
}
