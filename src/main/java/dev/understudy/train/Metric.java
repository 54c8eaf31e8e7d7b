package dev.understudy.train;

import java.util.Optional;

/// One line of `metrics.jsonl`.
///
/// @param step from 1
/// @param tokens learnt from so far
/// @param loss of this step's examples before the step, mean per target, in nats
/// @param heldOut loss of the held-out examples after the step, where it was measured
/// @param rate the learning rate of this step
/// @param gradientNorm of all gradients together, before clipping
/// @param tokensPerSecond of this step
/// @param seconds since the beginning, earlier sittings included
/// @param memoryMiB of the whole process after the step, where the system tells it
/// @param leaks share of questions beyond the horizon that were answered after the step, where it
///   was measured
public record Metric(
    long step,
    long tokens,
    double loss,
    Optional<Double> heldOut,
    double rate,
    double gradientNorm,
    double tokensPerSecond,
    double seconds,
    Optional<Double> memoryMiB,
    Optional<Double> leaks) {

  /// The same step with what was measured behind it.
  Metric with(Optional<Double> newHeldOut, Optional<Double> newLeaks) {
    return new Metric(
        step,
        tokens,
        loss,
        newHeldOut,
        rate,
        gradientNorm,
        tokensPerSecond,
        seconds,
        memoryMiB,
        newLeaks);
  }
}
