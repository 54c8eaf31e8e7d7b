package dev.understudy.train;

import java.nio.file.Path;
import java.util.List;

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

  /// While questions beyond the horizon are put to the model, which takes a while.
  default void asking(long step) {}

  /// After them: the share that was answered.
  default void asked(long step, double leaks) {}

  default void saved(Path checkpoint) {}

  /// Tells all of `listeners`, in their order.
  static TrainListener all(List<? extends TrainListener> listeners) {
    return new TrainListeners(listeners);
  }
}
