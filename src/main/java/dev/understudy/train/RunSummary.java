package dev.understudy.train;

import java.nio.file.Path;
import java.util.Optional;

/// What came of a training.
///
/// @param seconds earlier sittings included
/// @param untrained held-out loss before the first step, mean per target, in nats
/// @param heldOut held-out loss of what `model` holds
/// @param leaks share of questions beyond the horizon that it answers, where that was measured
/// @param step at which `model` was saved
/// @param model the checkpoint to use: the best one where the recipe wants that, else the last
/// @param stopped whether somebody stopped it before its end
public record RunSummary(
    long steps,
    long tokens,
    double seconds,
    double loss,
    Optional<Double> untrained,
    Optional<Double> heldOut,
    Optional<Double> leaks,
    long step,
    Path model,
    boolean stopped) {}
