package dev.understudy.experience.filter;

import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.util.List;
import java.util.function.UnaryOperator;

/// Copies of an experience with something other in them.
final class Rewritten {
  private Rewritten() {}

  static Experience turns(Experience e, List<Turn> turns) {
    return with(e, e.scene(), turns);
  }

  /// Every text put through `change`.
  static Experience texts(Experience e, UnaryOperator<String> change) {
    Scene s = e.scene();
    var scene =
        new Scene(
            s.form(),
            s.time(),
            change.apply(s.place()),
            s.present(),
            change.apply(s.background()),
            s.passages());
    List<Turn> turns =
        e.turns().stream()
            .map(t -> new Turn(t.speaker(), t.action(), change.apply(t.text()), t.memories()))
            .toList();
    return with(e, scene, turns);
  }

  private static Experience with(Experience e, Scene scene, List<Turn> turns) {
    return new Experience(
        e.id(), e.kind(), e.partner(), e.category(), scene, turns, e.provenance());
  }
}
