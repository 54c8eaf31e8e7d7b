package dev.understudy.pipeline;

import dev.understudy.store.Hashes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a finished training says of itself; written last, so that a run without it is not finished.
///
/// `dataHash` and `splitHash` are SHA-256 of the experiences, and of the base with the held-out
/// scenes as they were rendered: only runs with the same split may be compared by `heldOutLoss`
/// (mean negative log-likelihood per target token, natural logarithm). `rendered` counts what was
/// learnt, and what was left out because it did not fit ([RenderReport#counts]).
public record RunManifest(
    Purpose purpose,
    String base,
    String baseSha256,
    String dataHash,
    String splitHash,
    int steps,
    long tokens,
    double seconds,
    double untrainedLoss,
    double heldOutLoss,
    String finished,
    Map<String, Double> scores,
    Map<String, Integer> rendered) {

  /// Whether a file of experiences is the one this run learnt from.
  public boolean learntFrom(Path experiences) {
    return dataHash.equals(Hashes.sha256(experiences));
  }

  /// A demo's run never stands in for one trained on purpose.
  public enum Purpose {
    TRAIN,
    DEMO
  }

  public RunManifest {
    scores = Map.copyOf(scores);
    rendered = Collections.unmodifiableMap(new LinkedHashMap<>(rendered));
  }
}
