package dev.understudy.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A random model small enough for unit tests, with every shape different from the others.
final class Tiny {
  static final ModelConfig CONFIG =
      new ModelConfig(3, 32, 6, 2, 8, 48, 97, 10_000f, 1e-5f, 64, true, "llama");
  static final ModelConfig UNTIED =
      new ModelConfig(2, 20, 4, 4, 6, 28, 61, 10_000f, 1e-5f, 64, false, "llama");

  /// Heads as wide as those of real models, which take the kernels' wide paths.
  static final ModelConfig WIDE =
      new ModelConfig(2, 64, 2, 1, 64, 96, 53, 10_000f, 1e-5f, 64, true, "llama");

  private Tiny() {}

  static Weights weights() {
    return Weights.random(CONFIG, 7);
  }

  /// The logits behind each of `tokens`, as one pass.
  static float[][] all(Engine engine, int... tokens) {
    Engine.Cache cache = engine.cache();
    List<Engine.Row> rows =
        IntStream.range(0, tokens.length)
            .mapToObj(i -> new Engine.Row(cache, i, tokens[i], true))
            .toList();
    float[][] out = new float[tokens.length][];
    engine.forward(
        rows,
        (row, logits, at) -> out[row] = Arrays.copyOfRange(logits, at, at + engine.vocabulary()));
    cache.close();
    return out;
  }
}
