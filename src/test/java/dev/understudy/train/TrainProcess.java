package dev.understudy.train;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A training in a process of its own, on a tiny random base, to be killed from outside.
///
/// Usage: TrainProcess RUN THREADS SAVE_EVERY RESUME [SLEEP_AFTER_STEP | WRITING_STEP w]
public final class TrainProcess {
  static final int STEPS = 20;
  static final String SLEEPS = "sleeps";
  private static final ModelConfig TINY =
      new ModelConfig(2, 32, 4, 2, 8, 48, 97, 10_000f, 1e-5f, 64, true, "llama");

  private TrainProcess() {}

  public static void main(String[] args) {
    Path run = Path.of(args[0]);
    Native.threads(Integer.parseInt(args[1]));
    int saveEvery = Integer.parseInt(args[2]);
    boolean resume = Boolean.parseBoolean(args[3]);
    long sleepAt = args.length > 4 ? Long.parseLong(args[4]) : -1;
    boolean whileWriting = args.length > 5;
    var lora = new LoraConfig(4, 8, 0.1, LoraConfig.ALL_LINEAR);
    long[] step = {0};
    try (Weights base = Weights.random(TINY, 5);
        LoraLearner learner = new LoraLearner(base, lora, 3)) {
      TrainPlan.ModelWriter writer =
          to -> {
            PeftFolder.write(to, learner.adapter(), "tiny", DataType.F32);
            if (whileWriting && step[0] == sleepAt) {
              sleep(run); // its state and position are not written yet
            }
          };
      var plan =
          new TrainPlan(
              recipe(saveEvery), learner, examples(1, 30), examples(2, 3), run, writer, resume);
      new Trainer()
          .run(
              plan,
              new TrainListener() {
                @Override
                public void stepped(Metric metric, double done, double secondsLeft) {
                  step[0] = metric.step();
                  if (!whileWriting && metric.step() == sleepAt) {
                    sleep(run);
                  }
                }
              });
    }
  }

  /// Says that it waits to be killed.
  private static void sleep(Path run) {
    try {
      Files.writeString(run.resolveSibling(run.getFileName() + "." + SLEEPS), "");
      Thread.sleep(600_000);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Recipe recipe(int saveEvery) {
    Recipe r = Recipe.defaults();
    return r.with(r.data().with(2, r.data().order()))
        .with(new Recipe.Optimizer(1e-2, 3, Recipe.Schedule.COSINE, 1, 0.01))
        .with(new Recipe.Length(Recipe.Length.Unit.STEPS, STEPS))
        .with(new Recipe.Watch(7, saveEvery, 0, false));
  }

  private static List<Example> examples(long seed, int count) {
    var random = new Random(seed);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < count; i++) {
      int length = 30 + random.nextInt(30);
      boolean[] target = new boolean[length];
      Arrays.fill(target, 6, length, true);
      examples.add(new Example(random.ints(length, 0, TINY.vocabulary()).toArray(), target));
    }
    return examples;
  }
}
