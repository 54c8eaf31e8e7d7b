package dev.understudy.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Low-rank corrections to the linear modules of a base.
///
/// @param pairs by Hugging Face module name, e.g. `model.layers.3.self_attn.q_proj`
public record LoraAdapter(LoraConfig config, Map<String, Pair> pairs) {
  /// @param a (rank, in), row-major
  /// @param b (out, rank), row-major
  public record Pair(float[] a, float[] b) {}

  public LoraAdapter {
    pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
  }
}
