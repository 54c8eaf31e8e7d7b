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
  /// @param magnitude (out), the length that each row of the corrected weights has; empty unless
  ///   the adapter is DoRA's
  public record Pair(float[] a, float[] b, float[] magnitude) {
    public Pair(float[] a, float[] b) {
      this(a, b, new float[0]);
    }
  }

  public LoraAdapter {
    pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
  }
}
