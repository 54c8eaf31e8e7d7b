package dev.understudy.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A family of decoders that is understood: llama, and what differs from it.
enum Architecture {
  /// Llama 1 to 3, SmolLM2 and many more; in GGUF Mistral too.
  LLAMA(true, false, false),
  MISTRAL(false, false, false),
  /// Qwen 2 and 2.5.
  QWEN2(true, true, false),
  QWEN3(true, false, true);

  private final boolean inGguf;
  private final boolean biases;
  private final boolean headNorms;

  Architecture(boolean inGguf, boolean biases, boolean headNorms) {
    this.inGguf = inGguf;
    this.biases = biases;
    this.headNorms = headNorms;
  }

  /// As `model_type` of a `config.json` and `general.architecture` of a GGUF file have it.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether queries, keys and values have biases.
  boolean biases() {
    return biases;
  }

  /// Whether each query and key head is normed.
  boolean headNorms() {
    return headNorms;
  }

  static Optional<Architecture> ofGguf(String label) {
    return ofJson(label).filter(a -> a.inGguf);
  }

  static Optional<Architecture> ofJson(String label) {
    return Arrays.stream(values()).filter(a -> a.label().equals(label)).findFirst();
  }

  /// For people, e.g. `llama, mistral, qwen2`.
  static String known(boolean gguf) {
    return Arrays.stream(values())
        .filter(a -> a.inGguf || !gguf)
        .map(Architecture::label)
        .collect(Collectors.joining(", "));
  }
}
