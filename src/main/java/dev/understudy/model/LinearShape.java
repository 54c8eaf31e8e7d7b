package dev.understudy.model;

/// The size of a linear module of a block: it maps `in` values to `out`.
record LinearShape(int out, int in) {
  /// @param module as LoRA targets name it, e.g. `q_proj`
  static LinearShape of(String module, ModelConfig base) {
    int attention = base.heads() * base.headDim();
    return switch (module) {
      case "q_proj" -> new LinearShape(attention, base.width());
      case "k_proj", "v_proj" -> new LinearShape(base.kvHeads() * base.headDim(), base.width());
      case "o_proj" -> new LinearShape(base.width(), attention);
      case "gate_proj", "up_proj" -> new LinearShape(base.feedForward(), base.width());
      case "down_proj" -> new LinearShape(base.width(), base.feedForward());
      default -> throw new IllegalArgumentException(module);
    };
  }
}
