package dev.understudy.train;

import java.nio.file.Path;

/// Is told how a training goes.
public interface TrainListener {
  /// After each step.
  ///
  /// @param done share of the whole training, 0 to 1
  /// @param secondsLeft an estimate
  default void stepped(Metric metric, double done, double secondsLeft) {}

  /// After each measurement on held-out examples.
  default void measured(long step, double heldOut) {}

  default void saved(Path checkpoint) {}
}
