package dev.understudy.pipeline.track;

import dev.understudy.train.TrainListener;

/// Follows a training. It hears of the untrained model before it begins, and then of every step.
public interface Tracker extends TrainListener {
  /// How a training ended, as far as somebody who follows it cares.
  enum Ending {
    FINISHED,
    STOPPED,
    FAILED
  }

  /// The last thing it hears, once. May come without any step before.
  void end(Ending ending);
}
