package dev.understudy.model;

/// A random model small enough for unit tests, with every shape different from the others.
final class Tiny {
  static final ModelConfig CONFIG =
      new ModelConfig(3, 32, 6, 2, 8, 48, 97, 10_000f, 1e-5f, 64, true, "llama");
  static final ModelConfig UNTIED =
      new ModelConfig(2, 20, 4, 4, 6, 28, 61, 10_000f, 1e-5f, 64, false, "llama");

  private Tiny() {}

  static Weights weights() {
    return Weights.random(CONFIG, 7);
  }
}
