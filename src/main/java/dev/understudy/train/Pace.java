package dev.understudy.train;

import dev.understudy.recipe.Recipe;
import java.util.OptionalLong;

/// When a training ends and how fast it learns until then.
///
/// With a length in minutes the share of time that has passed stands for the share of steps, so the
/// rate reaches its end when the time does, however fast the machine is.
final class Pace {
  private final Recipe.Optimizer optimizer;
  private final long steps;
  private final double seconds;

  Pace(Recipe recipe, DataOrder order) {
    optimizer = recipe.optimizer();
    double amount = recipe.length().amount();
    steps =
        switch (recipe.length().unit()) {
          case STEPS -> Math.max(1, Math.round(amount));
          case ROUNDS -> order.steps(amount);
          case MINUTES -> Long.MAX_VALUE;
        };
    seconds =
        recipe.length().unit() == Recipe.Length.Unit.MINUTES
            ? 60 * amount
            : Double.POSITIVE_INFINITY;
  }

  /// How many there will be; empty where the clock ends it.
  OptionalLong steps() {
    return steps == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(steps);
  }

  boolean isOver(Position at) {
    return at.step() >= steps || at.seconds() >= seconds;
  }

  /// Share of the whole training, 0 to 1.
  double done(Position at) {
    return Math.min(1, Math.max((double) at.step() / steps, at.seconds() / seconds));
  }

  /// The learning rate of the step after `at`: rises linearly over the warm-up, then falls as the
  /// recipe says.
  double rate(Position at) {
    double warm = Math.min(1, (at.step() + 1.0) / Math.max(1, optimizer.warmup()));
    double behind = Math.max(0, at.step() - optimizer.warmup());
    double share = behind / Math.max(1.0, (double) steps - optimizer.warmup());
    double way = Math.min(1, Math.max(share, at.seconds() / seconds));
    double fallen =
        switch (optimizer.schedule()) {
          case COSINE -> (1 + Math.cos(Math.PI * way)) / 2;
          case LINEAR -> 1 - way;
          case CONSTANT -> 1;
        };
    return optimizer.rate() * warm * fallen;
  }

  double secondsLeft(Position at, double secondsPerStep) {
    return Math.max(0, Math.min(seconds - at.seconds(), (steps - at.step()) * secondsPerStep));
  }
}
