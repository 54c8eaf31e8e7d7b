package dev.understudy.experience.script;

import dev.understudy.person.Turn;
import dev.understudy.recall.Telling;
import java.util.List;

/// Marks which turns tell which memories. Only what the character says aloud tells any.
final class Tellings {
  private Tellings() {}

  static List<Turn> marked(List<Turn> turns, String hero, List<String> memories, Telling telling) {
    return turns.stream()
        .map(turn ->
            turn.speaker().equals(hero) && turn.action() == Turn.Action.SPEAKING
                ? new Turn(hero, turn.action(), turn.text(), telling.told(turn.text(), memories))
                : turn)
        .toList();
  }
}
