package dev.understudy.pipeline;

import dev.understudy.recipe.Recipe;
import dev.understudy.store.Hashes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a finished training says of itself; written last, so that a run without it is not finished.
///
/// `dataHash` and `splitHash` are SHA-256 of the experiences, and of the base with the held-out
/// scenes as they were rendered: only runs with the same split may be compared by `heldOutLoss`
/// (mean negative log-likelihood per target token, natural logarithm).
///
/// @param chosen why the model of `steps` is kept and not that of the end; absent where that of the
///   end is
/// @param from the adapter that training went on from
/// @param rendered counts of what was learnt, and of what was left out because it did not fit
///   ([RenderReport#counts])
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
    Optional<Chosen> chosen,
    Optional<From> from,
    Map<String, Integer> rendered) {

  /// The best of several measurements.
  ///
  /// @param by the rule
  /// @param step at which it was measured
  /// @param heldOutLoss there
  /// @param leaks share of questions of held-out protective scenes answered without a denial there,
  ///   where they were asked
  public record Chosen(Recipe.BestBy by, long step, double heldOutLoss, Optional<Double> leaks) {}

  /// An adapter that a training began with.
  ///
  /// @param adapter as the recipe named it: a run, or a folder
  /// @param sha256 of its weights
  public record From(String adapter, String sha256) {}

  /// From the beginning.
  public RunManifest(
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
      Map<String, Double> scores) {
    this(
        purpose,
        base,
        baseSha256,
        dataHash,
        splitHash,
        steps,
        tokens,
        seconds,
        untrainedLoss,
        heldOutLoss,
        finished,
        scores,
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /// What `untrainedLoss` is that of, for people.
  public String before() {
    return from.isPresent() ? "before" : "untrained";
  }

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
