package dev.understudy.pipeline.track;

import dev.understudy.train.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

/// The names under which numbers are logged, the same everywhere.
final class Scalars {
  static final String HELD_OUT = "held_out/loss";
  static final String LEAKS = "held_out/leaks";

  private Scalars() {}

  /// Those that every step has. Held-out ones are told apart from steps.
  static Map<String, Double> of(Metric m) {
    var all = new LinkedHashMap<String, Double>();
    all.put("train/loss", m.loss());
    all.put("train/learning_rate", m.rate());
    all.put("train/gradient_norm", m.gradientNorm());
    all.put("train/tokens_per_second", m.tokensPerSecond());
    all.put("train/tokens", (double) m.tokens());
    m.memoryMiB().ifPresent(mib -> all.put("train/memory_mib", mib));
    return all;
  }
}
