package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.BaseFile;
import dev.understudy.model.Device;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Weights;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.BaseWeights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is counted beforehand is what is there after a step and a measurement.
class FootprintTest {
  private static final List<Example> LEARNT = Samples.examples(5, 150, 70);
  private static final List<Example> MEASURED = Samples.examples(6, 200, 200);
  private static final LoraConfig DROPPING = new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR);
  private static final LoraConfig SOME = new LoraConfig(2, 8, 0, List.of("q_proj", "down_proj"));

  private static final LoraConfig DORA =
      new LoraConfig(4, 8, 0, List.of("q_proj", "down_proj"), false, true);
  private static final LoraConfig DROPPING_DORA =
      new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR, false, true);
  private static final ModelConfig NORMED =
      new ModelConfig(
          2,
          32,
          4,
          2,
          16,
          40,
          67,
          10_000f,
          1e-5f,
          256,
          false,
          "qwen3",
          new ModelConfig.Variant(false, true, 0, List.of()));

  @TempDir Path folder;

  @Test
  void activationsBesideAnAdapter() {
    for (LoraConfig lora : List.of(DROPPING, SOME, DORA, DROPPING_DORA)) {
      for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED, Samples.WIDE, NORMED)) {
        for (boolean checkpointing : new boolean[] {false, true}) {
          Path path = Samples.base(folder, config);
          var memory = new Recipe.Memory(checkpointing, BaseWeights.FLOAT32);
          try (BaseFile base = BaseFile.open(path);
              LoraLearner learner = new LoraLearner(base, lora, 11, memory)) {
            learner.step(LEARNT);
            learner.evaluate(MEASURED);
            Footprint counted = Footprint.of(base, lora, memory, learn(), measure(), threads());
            near(counted.activations(), learner.activationBytes());
          }
        }
      }
    }
  }

  @Test
  void activationsOfAllWeights() {
    for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED, Samples.WIDE)) {
      for (boolean checkpointing : new boolean[] {false, true}) {
        try (Weights weights = Weights.random(config, 5);
            FullLearner learner = new FullLearner(weights, Device.CPU, checkpointing)) {
          learner.step(LEARNT);
          learner.evaluate(MEASURED);
          var memory = new Recipe.Memory(checkpointing, BaseWeights.FLOAT32);
          Footprint counted = Footprint.of(config, memory, learn(), measure(), threads());
          near(counted.activations(), learner.activationBytes());
          long floats = weights.all().stream().mapToLong(t -> t.numel()).sum();
          assertThat(counted.weights()).isEqualTo(4 * floats);
          assertThat(counted.gradients()).isEqualTo(4 * floats);
        }
      }
    }
  }

  @Test
  void weightsBesideAnAdapter() {
    ModelConfig c = Samples.BLOCKS;
    long matrices = 2L * (96 * 160 + 96 * 96 + 3 * 96 * 128);
    long ranks = 4L * 2 * (3 * 160 + 96 + 2 * 256 + 96); // B of all modules of a group side by side
    long adapter = 4L * 2 * (3 * 96 + 160 + 96 + 96 + 2 * (96 + 128) + 128 + 96);
    try (BaseFile base = BaseFile.open(Samples.base(folder, c))) {
      long ends = 2L * 192 * 96;
      long norms = 5L * 96;
      assertThat(weights(base, BaseWeights.FLOAT32))
          .isEqualTo(4 * (matrices + ranks + ends + norms + adapter));
      long tiles = 4L * threads() * Tiles.FLOATS;
      assertThat(weights(base, BaseWeights.INT8))
          .isEqualTo((matrices + ends) / 32 * 34 + 4 * (ranks + norms + adapter) + tiles);
      assertThat(weights(base, BaseWeights.INT4))
          .isEqualTo(matrices / 32 * 18 + ends / 32 * 34 + 4 * (ranks + norms + adapter) + tiles);
    }
  }

  private static long weights(BaseFile base, BaseWeights kind) {
    var memory = new Recipe.Memory(false, kind);
    return Footprint.of(base, DROPPING, memory, learn(), measure(), threads()).weights();
  }

  /// Counted are also tensors that live for a moment.
  private static void near(long counted, long measured) {
    assertThat((double) counted / measured).isBetween(0.99, 1.1);
  }

  private static Load learn() {
    return Load.of(LEARNT);
  }

  private static Load measure() {
    return Load.of(MEASURED);
  }

  private static int threads() {
    return Native.threads();
  }
}
