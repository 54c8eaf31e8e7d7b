package dev.understudy.experience;

import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Turn;
import java.util.stream.Stream;

/// There is enough of everything.
record CountsRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    long protective = d.of(Kind.PROTECTIVE).count();
    int profile = d.passages().stream().mapToInt(p -> Words.count(p.text())).sum();
    int words = d.turns().mapToInt(t -> Words.count(t.turn().text())).sum();
    long thoughts = d.own().filter(t -> t.turn().action() == Turn.Action.THINKING).count();
    return Stream.of(
        Finding.atLeast("words of the profile", profile, 2000),
        Finding.atLeast("experiences", d.of(Kind.EXPERIENCE).count(), 120),
        Finding.atLeast("protective scenes", protective, 60),
        Finding.atLeast(
            "scenes of familiar things (as many as protective)",
            d.of(Kind.FAMILIAR).count(),
            protective),
        Finding.atLeast("words of all turns", words, 50_000),
        Finding.atLeast("thoughts", thoughts, 1));
  }
}
