package dev.understudy.train.ranks;

import dev.understudy.model.learn.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Deals examples out to ranks, so that all have about as many tokens.
final class Shares {
  private Shares() {}

  /// The share of `rank`, in the order of `examples`: the longest first, each goes to whoever has
  /// least. Nobody gets a second one before everybody has one.
  static List<Example> of(List<Example> examples, int rank, int count) {
    long[] tokens = new long[count];
    var own = new ArrayList<Integer>();
    IntStream.range(0, examples.size())
        .boxed()
        .sorted(Comparator.comparingInt((Integer i) -> -examples.get(i).length()))
        .forEach(i -> {
          int least = least(tokens);
          tokens[least] += 1 + examples.get(i).length();
          if (least == rank) {
            own.add(i);
          }
        });
    return own.stream().sorted().map(examples::get).toList();
  }

  private static int least(long[] tokens) {
    int least = 0;
    for (int i = 1; i < tokens.length; i++) {
      least = tokens[i] < tokens[least] ? i : least;
    }
    return least;
  }
}
