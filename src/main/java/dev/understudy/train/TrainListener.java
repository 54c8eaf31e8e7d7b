package dev.understudy.train;

import java.nio.file.Path;

/// Is told how a training goes.
public interface TrainListener {
  /// Before the first step, when everything is ready and the untrained model is measured. What goes
  /// before this may be broken off at any time: there is nothing to save yet.
  default void begun() {}

  /// After each step.
  ///
  /// @param done share of the whole training, 0 to 1
  /// @param secondsLeft an estimate
  default void stepped(Metric metric, double done, double secondsLeft) {}

  /// While the loss of held-out examples is measured, which takes a while.
  ///
  /// @param step 0: of the untrained model
  /// @param done examples, of `all`
  default void measuring(long step, int done, int all) {}

  /// After each measurement on held-out examples.
  default void measured(long step, double heldOut) {}

  default void saved(Path checkpoint) {}
}
