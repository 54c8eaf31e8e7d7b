package dev.understudy.experience;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.stream.Stream;

/// No two replies open with the same `length` words: a stock phrase is learnt by heart.
record OpeningsRule(int length) implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    var first = new HashMap<String, String>();
    var reasons = new ArrayList<String>();
    d.replies()
        .forEach(t -> {
          String opening = Words.opening(t.turn().text(), length);
          String earlier = first.putIfAbsent(opening, t.place());
          if (earlier != null) {
            reasons.add(t.place() + ": \"" + opening + "\" as in " + earlier);
          }
        });
    return Stream.of(Finding.none("replies that open like another", reasons));
  }
}
