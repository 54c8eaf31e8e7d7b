package dev.understudy.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells a training that has gone astray from one that meets a hard scene.
///
/// It has when loss or gradients are no number, or when [#IN_A_ROW] steps in a row each have a loss
/// above [#TIMES] times the median of the up to [#BEFORE] steps before them, and by more than
/// [#NATS]: what is learnt by heart has a median near zero, where any new scene is many times that.
final class Alarm {
  static final int IN_A_ROW = 10;
  static final int BEFORE = 100;
  static final double TIMES = 2;
  static final double NATS = 2;

  private final Deque<Double> before = new ArrayDeque<>();
  private final List<Double> high = new ArrayList<>();

  /// Takes a step's loss and gradient norm.
  ///
  /// @return what is wrong, once the training has gone astray
  Optional<String> hear(double loss, double gradientNorm) {
    if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
      high.add(loss);
      return Optional.of("the loss is %s and the gradients' norm %s".formatted(loss, gradientNorm));
    }
    if (before.isEmpty() || loss <= bound()) {
      high.forEach(this::remember);
      high.clear();
      remember(loss);
      return Optional.empty();
    }
    high.add(loss);
    return high.size() < IN_A_ROW
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the loss explodes: %d steps in a row above %.2f, the last %.2f, after a median of %.2f",
                IN_A_ROW,
                bound(),
                loss,
                median()));
  }

  /// How many steps the loss has been too high, or no number, by now.
  int row() {
    return high.size();
  }

  /// The losses heard, oldest first, that of the last step among them.
  List<Double> heard() {
    var all = new ArrayList<>(before);
    all.addAll(high);
    return all;
  }

  private double bound() {
    return Math.max(TIMES * median(), median() + NATS);
  }

  private double median() {
    double[] sorted = before.stream().mapToDouble(l -> l).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private void remember(double loss) {
    before.add(loss);
    if (before.size() > BEFORE) {
      before.remove();
    }
  }
}
