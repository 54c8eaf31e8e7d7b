package dev.understudy.experience.filter;

import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A turn with its number, from 1.
record Numbered(int number, Turn turn) {
  static Stream<Numbered> turns(Experience e) {
    return IntStream.range(0, e.turns().size())
        .mapToObj(i -> new Numbered(i + 1, e.turns().get(i)));
  }

  /// What the character says, thinks and does.
  static Stream<Numbered> own(Experience e, String hero) {
    return turns(e).filter(t -> t.turn().speaker().equals(hero));
  }

  String text() {
    return turn.text();
  }

  /// A reason that begins with its place.
  String tells(String what) {
    return "turn " + number + ": " + what;
  }
}
