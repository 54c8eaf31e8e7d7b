package dev.understudy.train;

import dev.understudy.model.learn.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Which examples each step learns from: rounds through all of them, each shuffled anew. A function
/// of seed and step alone, so that a resumed training goes on exactly.
final class DataOrder {
  private final List<Example> examples;
  private final int perStep;
  private final long seed;
  private long round = -1;
  private List<Integer> shuffled = List.of();

  DataOrder(List<Example> examples, int perStep, long seed) {
    this.examples = examples;
    this.perStep = perStep;
    this.seed = seed;
  }

  /// @param step from 0
  List<Example> at(long step) {
    var chosen = new ArrayList<Example>();
    for (long i = step * perStep; i < (step + 1) * perStep; i++) {
      chosen.add(examples.get(order(i / examples.size()).get((int) (i % examples.size()))));
    }
    return chosen;
  }

  /// Steps that `rounds` rounds take.
  long steps(double rounds) {
    return Math.max(1, (long) Math.ceil(rounds * examples.size() / perStep));
  }

  private List<Integer> order(long wanted) {
    if (wanted != round) {
      round = wanted;
      shuffled = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
      Collections.shuffle(shuffled, new Random(seed * 1_000_003 + round));
    }
    return shuffled;
  }
}
