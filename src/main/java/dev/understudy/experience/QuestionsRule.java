package dev.understudy.experience;

import dev.understudy.person.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// There are enough questions about what he knew, and no question of any file is asked in training.
record QuestionsRule() implements Rule {
  private static final int KNOWN = 60;
  private static final int UNTOLD = 30;
  private static final double NEAR = 0.5;

  @Override
  public Stream<Finding> check(Dataset d) {
    long untold = d.known().stream().filter(q -> !q.told()).count();
    return Stream.of(
        Finding.atLeast("questions about what he knew", d.known().size(), KNOWN),
        Finding.atLeast("of these from untold memories", untold, UNTOLD),
        Finding.none("questions asked in training", asked(d)));
  }

  private static List<String> asked(Dataset d) {
    var lines = new HashMap<Dataset.Placed, Set<String>>();
    d.turns()
        .filter(t -> !t.turn().speaker().equals(d.sheet().name()))
        .forEach(t -> lines.put(t, Words.runs(t.turn().text(), 2)));
    var reasons = new ArrayList<String>();
    Stream.of(d.known(), d.traps(), d.shown())
        .<Question>flatMap(List::stream)
        .forEach(q -> {
          Set<String> runs = Words.runs(q.text(), 2);
          lines.forEach((t, other) -> {
            if (jaccard(runs, other) >= NEAR) {
              reasons.add(q.id() + ": asked in " + t.place() + ": " + t.turn().text());
            }
          });
        });
    return reasons.stream().sorted().toList();
  }

  private static double jaccard(Set<String> a, Set<String> b) {
    long both = a.stream().filter(b::contains).count();
    long either = a.size() + b.size() - both;
    return either == 0 ? 0 : (double) both / either;
  }
}
