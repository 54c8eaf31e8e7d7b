package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Tiny models and random examples.
final class Samples {
  static final ModelConfig TIED =
      new ModelConfig(3, 24, 6, 2, 8, 40, 97, 10_000f, 1e-5f, 64, true, "llama");
  static final ModelConfig UNTIED =
      new ModelConfig(2, 20, 4, 4, 6, 28, 61, 10_000f, 1e-5f, 64, false, "llama");

  /// Heads as wide as those of real models: their rows fill vectors.
  static final ModelConfig WIDE =
      new ModelConfig(2, 32, 4, 2, 64, 40, 67, 10_000f, 1e-5f, 256, false, "llama");

  /// Two together, whose attention takes several tiles, whole ones and others.
  static final List<Example> LONG = examples(5, 150, 70);

  /// Rows of whole blocks of 32.
  static final ModelConfig BLOCKS =
      new ModelConfig(2, 96, 3, 1, 32, 128, 192, 10_000f, 1e-5f, 256, false, "llama");

  private Samples() {}

  /// Examples of the given lengths, about half of their tokens targets.
  static List<Example> examples(long seed, int... lengths) {
    var random = new Random(seed);
    var examples = new ArrayList<Example>();
    for (int length : lengths) {
      int[] tokens = random.ints(length, 0, 61).toArray();
      boolean[] target = new boolean[length];
      for (int i = 1; i < length; i++) {
        target[i] = random.nextBoolean();
      }
      target[length / 2] = true;
      examples.add(new Example(tokens, target));
    }
    return examples;
  }

  /// Writes random weights of this shape as a folder that a base may be.
  static Path base(Path folder, ModelConfig c) {
    Path to = folder.resolve("base-" + c.width() + "-" + c.vocabulary());
    try (Weights weights = Weights.random(c, 5)) {
      WeightsFile.write(to.resolve("model.safetensors"), weights);
    }
    Json.write(to.resolve("config.json"), c.toHuggingFace());
    return to;
  }
}
