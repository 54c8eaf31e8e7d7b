package dev.understudy.experience.script;

import dev.understudy.person.Turn;
import java.util.List;
import java.util.stream.Stream;

/// A reply read as a script, with canonical names.
///
/// @param background empty when the reply had none
/// @param leftOut what stood in the reply and is no part of the script
record Script(String background, List<Turn> turns, List<LeftOut> leftOut) {
  Script {
    turns = List.copyOf(turns);
    leftOut = List.copyOf(leftOut);
  }

  record LeftOut(Refusal why, String text) {}

  /// What one person says aloud.
  Stream<String> saidBy(String name) {
    return turns.stream()
        .filter(t -> t.speaker().equals(name) && t.action() == Turn.Action.SPEAKING)
        .map(Turn::text);
  }
}
