package dev.understudy.bench;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.LoraLearner;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// How long a forward and backward pass takes with adapters of each kind, rank 16 on all linear
/// layers, two threads: the median of steps that are taken in turns, so that whatever else the
/// machine does hits all alike.
///
/// Usage: VariantsWork FILE.gguf STEPS TOKENS
public final class VariantsWork {
  private static final int WARM_UP = 2;

  private VariantsWork() {}

  public static void main(String[] args) {
    Native.threads(2);
    int steps = Integer.parseInt(args[1]);
    Example example = example(Integer.parseInt(args[2]));
    Map<String, LoraLearner> learners = new LinkedHashMap<>();
    try (Weights base = Weights.load(Path.of(args[0]))) {
      learners.put("LoRA", learner(base, 0, false, false));
      learners.put("rsLoRA", learner(base, 0, true, false));
      learners.put("DoRA", learner(base, 0, false, true));
      learners.put("LoRA, dropout", learner(base, 0.05, false, false));
      learners.put("DoRA, dropout", learner(base, 0.05, false, true));
    }
    Map<String, double[]> seconds = new LinkedHashMap<>();
    learners.keySet().forEach(kind -> seconds.put(kind, new double[steps]));
    for (int step = -WARM_UP; step < steps; step++) {
      int at = step;
      learners.forEach((kind, learner) -> {
        long started = System.nanoTime();
        learner.step(List.of(example));
        if (at >= 0) {
          seconds.get(kind)[at] = (System.nanoTime() - started) / 1e9;
        }
      });
    }
    double plain = median(seconds.get("LoRA"));
    seconds.forEach((kind, taken) ->
        System.out.printf(
            "%-14s %6.3f s a step of %d tokens, %.2f times plain LoRA%n",
            kind, median(taken), example.tokens().length, median(taken) / plain));
    learners.values().forEach(LoraLearner::close);
  }

  private static LoraLearner learner(Weights base, double dropout, boolean rslora, boolean dora) {
    var config = new LoraConfig(16, 32, dropout, LoraConfig.ALL_LINEAR, rslora, dora);
    return new LoraLearner(base, config, 1);
  }

  /// Random tokens, 44 % of them targets, as in the shipped scenes.
  private static Example example(int length) {
    var random = new Random(1);
    int[] tokens = random.ints(length, 0, 40_000).toArray();
    boolean[] target = new boolean[length];
    for (int i = 1; i < length; i++) {
      target[i] = random.nextDouble() < 0.44;
    }
    return new Example(tokens, target);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
