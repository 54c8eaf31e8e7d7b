package dev.understudy.bench;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.Native;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.tensor.DataType;
import dev.understudy.train.Metric;
import dev.understudy.train.TrainListener;
import dev.understudy.train.TrainPlan;
import dev.understudy.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Whether a step takes as long at the end of a long training as at its beginning: examples of one
/// length, a checkpoint now and then, and the steps' times by hundreds. Run by `bench/steady.sh`.
///
/// Usage: Steady FILE.gguf [STEPS [TOKENS]]
public final class Steady {
  private static final int HUNDRED = 100;

  private Steady() {}

  public static void main(String[] args) throws IOException {
    int steps = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    int tokens = args.length > 2 ? Integer.parseInt(args[2]) : 120;
    Native.threads(TrainWork.THREADS);
    LoraLearner learner;
    int vocabulary;
    try (Weights base = Weights.load(Path.of(args[0]))) {
      vocabulary = base.config().vocabulary();
      learner = new LoraLearner(base, new LoraConfig(16, 32, 0, LoraConfig.ALL_LINEAR), 1);
    }
    Path folder = Files.createTempDirectory("steady-bench");
    System.out.printf("%d steps of one example of %d tokens%n", steps, tokens);
    System.out.println(
        "| steps | mean ms | median ms | slowest ms | against the first hundred | MiB |");
    System.out.println("|---|---|---|---|---|---|");
    try (learner) {
      Recipe recipe = TrainWork.recipe(1, steps, TrainWork.LORA, false, 250);
      var plan =
          new TrainPlan(
              recipe,
              learner,
              examples(tokens, vocabulary),
              List.of(),
              folder,
              to -> PeftFolder.write(to, learner.adapter(), "bench", DataType.F32),
              false);
      new Trainer().run(plan, new Hundreds(tokens));
    } finally {
      AtomicFiles.delete(folder);
    }
  }

  private static List<Example> examples(int tokens, int vocabulary) {
    var random = new Random(1);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 50; i++) {
      boolean[] target = new boolean[tokens];
      Arrays.fill(target, tokens * 56 / 100, tokens, true);
      examples.add(new Example(random.ints(tokens, 0, vocabulary).toArray(), target));
    }
    return examples;
  }

  /// Prints each hundred as it is full. The first two steps are left out: Java warms up.
  private static final class Hundreds implements TrainListener {
    private final int tokens;
    private final List<Double> millis = new ArrayList<>();
    private double first = Double.NaN;

    Hundreds(int tokens) {
      this.tokens = tokens;
    }

    @Override
    public void stepped(Metric metric, double done, double secondsLeft) {
      if (metric.step() > 2) {
        millis.add(1000 * tokens / metric.tokensPerSecond());
      }
      if (metric.step() % HUNDRED == 0) {
        double[] sorted = millis.stream().mapToDouble(m -> m).sorted().toArray();
        double mean = Arrays.stream(sorted).average().orElseThrow();
        first = Double.isNaN(first) ? mean : first;
        System.out.printf(
            "| %d to %d | %.0f | %.0f | %.0f | %.3f | %.0f |%n",
            metric.step() - HUNDRED + 1,
            metric.step(),
            mean,
            sorted[sorted.length / 2],
            sorted[sorted.length - 1],
            mean / first,
            metric.memoryMiB().orElse(Double.NaN));
        millis.clear();
      }
    }
  }
}
