package dev.understudy.train;

import java.nio.file.Path;
import java.util.List;

/// Several that are told the same.
record TrainListeners(List<? extends TrainListener> all) implements TrainListener {
  TrainListeners {
    all = List.copyOf(all);
  }

  @Override
  public void begun() {
    all.forEach(TrainListener::begun);
  }

  @Override
  public void stepped(Metric metric, double done, double secondsLeft) {
    all.forEach(l -> l.stepped(metric, done, secondsLeft));
  }

  @Override
  public void measuring(long step, int done, int examples) {
    all.forEach(l -> l.measuring(step, done, examples));
  }

  @Override
  public void measured(long step, double heldOut) {
    all.forEach(l -> l.measured(step, heldOut));
  }

  @Override
  public void asking(long step) {
    all.forEach(l -> l.asking(step));
  }

  @Override
  public void asked(long step, double leaks) {
    all.forEach(l -> l.asked(step, leaks));
  }

  @Override
  public void saved(Path checkpoint) {
    all.forEach(l -> l.saved(checkpoint));
  }
}
