package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How several adapters of one base become one, named as in PEFT's `add_weighted_adapter`.
public enum Combination {
  /// Exactly the weighted sum of their corrections. The rank is the sum of their ranks.
  CAT {
    @Override
    int rank(List<Weighted> parts) {
      return parts.stream().mapToInt(p -> p.adapter().config().rank()).sum();
    }

    @Override
    LoraAdapter.Pair pair(String module, List<Weighted> parts, int rank) {
      int in = in(module, parts);
      int out = out(module, parts);
      float[] a = new float[rank * in];
      float[] b = new float[out * rank];
      int row = 0;
      for (Weighted part : having(module, parts)) {
        LoraAdapter.Pair pair = part.pair(module);
        int own = part.adapter().config().rank();
        add(a, row * in, pair.a(), 0, own * in, part.factor());
        for (int i = 0; i < out; i++) {
          add(b, i * rank + row, pair.b(), i * own, own, 1);
        }
        row += own;
      }
      return new LoraAdapter.Pair(a, b);
    }
  },

  /// The A and the B are summed up, each by the root of its weight: small, but products of one
  /// adapter's A with another's B come in, too. All must have one rank.
  LINEAR {
    @Override
    int rank(List<Weighted> parts) {
      List<Integer> ranks =
          parts.stream().map(p -> p.adapter().config().rank()).distinct().toList();
      if (ranks.size() > 1) {
        throw new UserException(
            "adapters", "have the ranks " + ranks + ", linear takes equal ones", "Use cat.");
      }
      return ranks.getFirst();
    }

    @Override
    LoraAdapter.Pair pair(String module, List<Weighted> parts, int rank) {
      float[] a = new float[rank * in(module, parts)];
      float[] b = new float[out(module, parts) * rank];
      for (Weighted part : having(module, parts)) {
        LoraAdapter.Pair pair = part.pair(module);
        double root = Math.sqrt(Math.abs(part.factor()));
        add(a, 0, pair.a(), 0, a.length, Math.copySign(root, part.factor()));
        add(b, 0, pair.b(), 0, b.length, root);
      }
      return new LoraAdapter.Pair(a, b);
    }
  };

  /// An adapter, and how much it counts: 1 as it was trained; negative weights take it away.
  public record Weighted(LoraAdapter adapter, double weight) {
    private double factor() {
      return weight * adapter.config().scale();
    }

    private LoraAdapter.Pair pair(String module) {
      LoraAdapter.Pair pair = adapter.pairs().get(module);
      if (pair == null) {
        throw new IllegalArgumentException(module);
      }
      return pair;
    }

    private int in(String module) {
      return pair(module).a().length / adapter.config().rank();
    }

    private int out(String module) {
      return pair(module).b().length / adapter.config().rank();
    }
  }

  /// One adapter that does what all do together; a module is corrected where any corrects it. A
  /// single one of weight 1 comes back as it is.
  ///
  /// @throws UserException when they are for bases of different shapes, or DoRA's, whose rows have
  ///   lengths that cannot be added
  public LoraAdapter of(List<Weighted> parts) {
    if (parts.size() == 1 && parts.getFirst().weight() == 1) {
      return parts.getFirst().adapter();
    }
    Set<String> modules = new LinkedHashSet<>();
    Set<String> targets = new LinkedHashSet<>();
    for (Weighted part : parts) {
      if (part.adapter().config().dora()) {
        throw new UserException(
            "adapters",
            "one of them is DoRA's, which can't be weighted or added: each sets the length of the whole row",
            "Use it alone, with weight 1.");
      }
      modules.addAll(part.adapter().pairs().keySet());
      targets.addAll(part.adapter().config().targets());
    }
    int rank = rank(parts);
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    modules.forEach(module -> pairs.put(module, pair(module, parts, rank)));
    return new LoraAdapter(new LoraConfig(rank, rank, 0, List.copyOf(targets)), pairs);
  }

  abstract int rank(List<Weighted> parts);

  abstract LoraAdapter.Pair pair(String module, List<Weighted> parts, int rank);

  private static List<Weighted> having(String module, List<Weighted> parts) {
    return parts.stream().filter(p -> p.adapter().pairs().containsKey(module)).toList();
  }

  private static int in(String module, List<Weighted> parts) {
    return same(module, having(module, parts).stream().map(p -> p.in(module)).toList());
  }

  private static int out(String module, List<Weighted> parts) {
    return same(module, having(module, parts).stream().map(p -> p.out(module)).toList());
  }

  private static int same(String module, List<Integer> sizes) {
    if (sizes.stream().distinct().count() > 1) {
      throw new UserException(
          "adapters, " + module,
          "they take it for a module of different sizes: " + sizes,
          "Combine adapters of one base.");
    }
    return sizes.getFirst();
  }

  private static void add(float[] to, int at, float[] from, int start, int count, double factor) {
    for (int i = 0; i < count; i++) {
      to[at + i] += (float) (factor * from[start + i]);
    }
  }
}
