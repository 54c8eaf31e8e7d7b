package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.NativeFloats;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.JsonLines;
import dev.understudy.train.ranks.Ranks;
import dev.understudy.train.ranks.Together;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several ranks, here as threads, against one process with the same examples a step.
class RanksTrainingTest {
  private static final ModelConfig TINY =
      new ModelConfig(2, 16, 4, 2, 4, 24, 31, 10_000f, 1e-5f, 64, true, "llama");
  private static final int STEPS = 10;

  @TempDir Path folder;

  /// @param values of all parameters at the end
  private record End(float[] values, RunSummary summary) {}

  @Test
  void anAdapterOfTwoRanksIsThatOfOneProcess() throws Exception {
    var lora = new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR);
    compare(2, 4, base -> new LoraLearner(base, lora, 3));
  }

  @Test
  void allWeightsOfThreeRanksAreThoseOfOneProcess() throws Exception {
    compare(3, 5, FullLearner::new);
  }

  private void compare(int count, int perStep, Function<Weights, Learner> learner)
      throws Exception {
    End alone = train("alone", perStep, learner, Ranks.ALONE);
    List<End> ends =
        Together.run(folder, count, ranks -> train("together", perStep, learner, ranks));
    for (End end : ends) {
      assertThat(end.values()).isEqualTo(ends.getFirst().values());
      assertThat(end.summary().heldOut()).isEqualTo(ends.getFirst().summary().heldOut());
    }
    assertThat(ends.getFirst().values()).containsExactly(alone.values(), within(1e-4f));
    assertThat(ends.getFirst().summary().heldOut().orElseThrow())
        .isCloseTo(alone.summary().heldOut().orElseThrow(), within(1e-4));
    List<Metric> one = log("alone");
    List<Metric> two = log("together");
    assertThat(two).hasSize(STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertThat(two.get(i).loss()).isCloseTo(one.get(i).loss(), within(1e-4));
      assertThat(two.get(i).gradientNorm()).isCloseTo(one.get(i).gradientNorm(), within(1e-4));
      assertThat(two.get(i).tokens()).isEqualTo(one.get(i).tokens());
      assertThat(two.get(i).rate()).isEqualTo(one.get(i).rate());
    }
    assertThat(one.getLast().loss()).isLessThan(0.95 * one.getFirst().loss());
  }

  private End train(String run, int perStep, Function<Weights, Learner> maker, Ranks ranks) {
    try (Weights base = Weights.random(TINY, 5);
        Learner learner = maker.apply(base)) {
      var plan =
          new TrainPlan(
              recipe(perStep),
              learner,
              examples(1, 11),
              examples(2, 5),
              folder.resolve(run),
              to -> {},
              false);
      RunSummary summary = new Trainer(() -> ranks).run(plan, new TrainListener() {});
      return new End(values(learner), summary);
    }
  }

  /// Ranks that judged by other losses would save at other steps, and wait for each other.
  @Test
  void afterAResumeAllRanksJudgeByTheSameLosses() throws Exception {
    Together.run(folder, 2, ranks -> train(ranks, 4, false));
    Path file = folder.resolve("judged").resolve("metrics.jsonl");
    JsonLines.write(file, log("judged").stream().map(m -> withLoss(m, 0.01)));
    List<RunSummary> ends = Together.run(folder, 2, ranks -> train(ranks, 9, true));
    assertThat(ends).extracting(RunSummary::step).containsExactly(9L, 9L);
    assertThat(log("judged").subList(4, 9)).allSatisfy(m -> assertThat(m.loss()).isGreaterThan(2));
  }

  private RunSummary train(Ranks ranks, int steps, boolean resume) {
    Recipe recipe =
        recipe(4)
            .with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps))
            .with(new Recipe.Watch(0, 1, 0, false));
    try (Weights base = Weights.random(TINY, 5);
        Learner learner = new FullLearner(base)) {
      var plan =
          new TrainPlan(
              recipe,
              learner,
              examples(1, 11),
              List.of(),
              folder.resolve("judged"),
              to -> {},
              resume);
      return new Trainer(() -> ranks).run(plan, new TrainListener() {});
    }
  }

  private static Metric withLoss(Metric m, double loss) {
    return new Metric(
        m.step(),
        m.tokens(),
        loss,
        m.heldOut(),
        m.rate(),
        m.gradientNorm(),
        m.tokensPerSecond(),
        m.seconds(),
        m.memoryMiB(),
        m.leaks());
  }

  private List<Metric> log(String run) {
    return JsonLines.read(folder.resolve(run).resolve("metrics.jsonl"), Metric.class);
  }

  private static float[] values(Learner learner) {
    List<float[]> all =
        learner.vectors().stream()
            .map(p -> NativeFloats.of(p.value()).segment().toArray(ValueLayout.JAVA_FLOAT))
            .toList();
    float[] values = new float[all.stream().mapToInt(f -> f.length).sum()];
    int at = 0;
    for (float[] each : all) {
      System.arraycopy(each, 0, values, at, each.length);
      at += each.length;
    }
    return values;
  }

  private static Recipe recipe(int perStep) {
    Recipe r = Recipe.defaults();
    return r.with(r.data().with(perStep, r.data().order()))
        .with(new Recipe.Optimizer(1e-2, 3, Recipe.Schedule.COSINE, 1, 0.01))
        .with(new Recipe.Length(Recipe.Length.Unit.STEPS, STEPS))
        .with(new Recipe.Watch(4, 3, 0, false));
  }

  /// Of several lengths and numbers of targets, so that ranks count differently.
  private static List<Example> examples(long seed, int count) {
    var random = new Random(seed);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < count; i++) {
      int length = 8 + 3 * i % 17;
      boolean[] target = new boolean[length];
      Arrays.fill(target, 2 + i % 5, length, true);
      examples.add(new Example(random.ints(length, 0, 31).toArray(), target));
    }
    return examples;
  }
}
