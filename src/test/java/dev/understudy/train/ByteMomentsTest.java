package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.NativeFloats;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.Parameter;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.States;
import dev.understudy.store.JsonLines;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// AdamW with averages of a byte each, against float32.
class ByteMomentsTest {
  private static final ModelConfig SMALL =
      new ModelConfig(2, 64, 4, 2, 16, 128, 120, 10_000f, 1e-5f, 64, true, "llama");

  @TempDir Path folder;

  private static Recipe.Optimizer settings(States states) {
    return new Recipe.Optimizer(5e-3, 5, Recipe.Schedule.COSINE, 1, 0.01, 0.9, 0.999, 1e-8, states);
  }

  /// Of a vector that ends within a block, and within a slice behind the first.
  private static float[] afterSteps(States states, int members, int steps, int length) {
    Native.load();
    var random = new Random(3);
    try (PointerScope scope = new PointerScope()) {
      Tensor value = torch.zeros(length);
      Tensor gradient = torch.zeros(length);
      NativeFloats gradients = NativeFloats.of(gradient);
      for (int i = 0; i < length; i++) {
        NativeFloats.of(value).set(i, (float) random.nextGaussian());
      }
      try (Team team = new Team(members);
          AdamW adam =
              new AdamW(
                  List.of(new Parameter("w", value, gradient, true)), settings(states), team)) {
        for (int step = 1; step <= steps; step++) {
          for (int i = 0; i < length; i++) {
            // Of very different sizes, each with a tendency of its own.
            double size = Math.pow(10, -(i % 5) / 2.0);
            gradients.set(i, (float) (size * (i % 3 - 0.7 + random.nextGaussian())));
          }
          adam.step(step, 0.01, 2);
        }
      }
      return NativeFloats.of(value).segment().toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  @Test
  void theFirstStepRoundsNothing() {
    int length = (1 << 18) + 300;
    assertThat(afterSteps(States.EIGHT_BIT, 1, 1, length))
        .containsExactly(afterSteps(States.FLOAT32, 1, 1, length), within(2e-6f));
  }

  @Test
  void laterStepsStayCloseAndDoNotDependOnTheTeam() {
    int length = (1 << 18) + 300;
    float[] exact = afterSteps(States.FLOAT32, 1, 20, length);
    float[] begin = afterSteps(States.FLOAT32, 1, 0, length);
    float[] packed = afterSteps(States.EIGHT_BIT, 1, 20, length);
    double moved = 0;
    double off = 0;
    for (int i = 0; i < length; i++) {
      moved += Math.pow(exact[i] - begin[i], 2);
      off += Math.pow(packed[i] - exact[i], 2);
    }
    assertThat(Math.sqrt(off / moved)).isLessThan(0.05);
    assertThat(afterSteps(States.EIGHT_BIT, 3, 20, length)).isEqualTo(packed);
  }

  @Test
  void itTakesTwoBytesANumberAndNormsStayExact() {
    try (Weights base = Weights.random(SMALL, 5);
        Learner learner = new FullLearner(base);
        AdamW adam = new AdamW(learner.vectors(), settings(States.EIGHT_BIT), learner.team())) {
      long numbers = 0;
      for (int i = 0; i < learner.vectors().size(); i++) {
        Parameter p = learner.vectors().get(i);
        boolean packed = p.value().dim() > 1;
        assertThat(adam.moments().get(i).isEmpty()).as(p.name()).isEqualTo(packed);
        numbers += packed ? p.value().numel() : 0;
      }
      double bytes = adam.packed().stream().mapToLong(MemorySegment::byteSize).sum();
      assertThat(bytes / numbers).isBetween(2.0, 2.04);
    }
  }

  @Test
  void aModelLearnsAsInFloat32() {
    List<Metric> exact = train("exact", States.FLOAT32, 80);
    List<Metric> packed = train("packed", States.EIGHT_BIT, 80);
    double largest = 0;
    for (int i = 0; i < 80; i++) {
      largest = Math.max(largest, Math.abs(packed.get(i).loss() - exact.get(i).loss()));
    }
    assertThat(exact.getLast().loss()).isLessThan(0.5 * exact.getFirst().loss());
    assertThat(largest).isLessThan(0.05).isGreaterThan(0);
  }

  @Test
  void aResumedTrainingIsTheSameToTheBit() {
    List<float[]> whole = new ArrayList<>();
    try (Weights base = Weights.random(SMALL, 5);
        Learner learner = new FullLearner(base)) {
      new Trainer().run(plan(learner, "whole", States.EIGHT_BIT, 9, false), new TrainListener() {});
      whole.addAll(values(learner));
    }
    try (Weights base = Weights.random(SMALL, 5);
        Learner learner = new FullLearner(base)) {
      var trainer = new Trainer();
      trainer.run(
          plan(learner, "halves", States.EIGHT_BIT, 9, false),
          new TrainListener() {
            @Override
            public void stepped(Metric metric, double done, double secondsLeft) {
              if (metric.step() == 4) {
                trainer.stop();
              }
            }
          });
    }
    try (Weights base = Weights.random(SMALL, 6); // the checkpoint has all that counts
        Learner learner = new FullLearner(base)) {
      new Trainer().run(plan(learner, "halves", States.EIGHT_BIT, 9, true), new TrainListener() {});
      for (int i = 0; i < whole.size(); i++) {
        assertThat(values(learner).get(i)).isEqualTo(whole.get(i));
      }
    }
    for (States states : States.values()) {
      String run = states == States.FLOAT32 ? "halves" : "exact";
      train("exact", States.FLOAT32, 2);
      try (Weights base = Weights.random(SMALL, 5);
          Learner learner = new FullLearner(base)) {
        TrainPlan other = plan(learner, run, states, 12, true);
        assertThatThrownBy(() -> new Trainer().run(other, new TrainListener() {}))
            .isInstanceOf(UserException.class)
            .hasMessageContaining("this training cannot go on from here");
      }
    }
  }

  private List<Metric> train(String run, States states, int steps) {
    try (Weights base = Weights.random(SMALL, 5);
        Learner learner = new FullLearner(base)) {
      new Trainer().run(plan(learner, run, states, steps, false), new TrainListener() {});
    }
    return JsonLines.read(folder.resolve(run).resolve("metrics.jsonl"), Metric.class);
  }

  private TrainPlan plan(Learner learner, String run, States states, int steps, boolean resume) {
    Recipe recipe =
        Recipe.defaults()
            .with(settings(states))
            .with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps))
            .with(new Recipe.Watch(0, 0, 0, false));
    return new TrainPlan(
        recipe, learner, examples(), List.of(), folder.resolve(run), to -> {}, resume);
  }

  private static List<float[]> values(Learner learner) {
    return learner.vectors().stream()
        .map(p -> NativeFloats.of(p.value()).segment().toArray(ValueLayout.JAVA_FLOAT))
        .toList();
  }

  private static List<Example> examples() {
    var random = new Random(1);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 6; i++) {
      boolean[] target = new boolean[24];
      Arrays.fill(target, 6, 24, true);
      examples.add(new Example(random.ints(24, 0, 120).toArray(), target));
    }
    return examples;
  }
}
