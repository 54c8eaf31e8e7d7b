package dev.understudy.train;

import dev.understudy.model.learn.Example;
import dev.understudy.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Which examples each step learns from: rounds through all of them, each shuffled anew or in the
/// order given. A function of seed and step alone, so that a resumed training goes on exactly.
final class DataOrder {
  private final List<Example> examples;
  private final int perStep;
  private final boolean shuffle;
  private final long seed;
  private long round = -1;
  private List<Integer> inRound = List.of();

  DataOrder(List<Example> examples, int perStep, boolean shuffle, long seed) {
    this.examples = examples;
    this.perStep = perStep;
    this.shuffle = shuffle;
    this.seed = seed;
  }

  static DataOrder of(List<Example> examples, Recipe recipe) {
    Recipe.Data data = recipe.data();
    boolean shuffle = data.order() == Recipe.Order.SHUFFLED;
    return new DataOrder(examples, data.examplesPerStep(), shuffle, recipe.seed());
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
      inRound = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
      if (shuffle) {
        Collections.shuffle(inRound, new Random(seed * 1_000_003 + round));
      }
    }
    return inRound;
  }
}
