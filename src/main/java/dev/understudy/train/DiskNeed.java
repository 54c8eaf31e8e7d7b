package dev.understudy.train;

import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.nio.file.Path;
import java.util.stream.LongStream;

/// About how much of the disk a training takes: known before its first step.
///
/// @param checkpoint bytes of one: the model, and of each parameter its value and two moments
/// @param checkpoints how many there are at most at a time
/// @param result bytes of the model that is kept, or more
record DiskNeed(long checkpoint, long checkpoints, long result) {
  private static final long MB = 1_000_000;

  static DiskNeed of(TrainPlan plan) {
    long model =
        plan.learner().vectors().stream().mapToLong(p -> Float.BYTES * p.value().numel()).sum();
    return new DiskNeed(4 * model, checkpoints(plan.recipe()), model);
  }

  /// Those kept and the best one; and a new one is written before an old one goes.
  private static long checkpoints(Recipe recipe) {
    Recipe.Watch watch = recipe.watch();
    long best = watch.keepBest() ? watch.evaluateEvery() : 0;
    long every =
        LongStream.of(watch.saveEvery(), best).filter(n -> n > 0).min().orElse(Long.MAX_VALUE);
    Recipe.Length length = recipe.length();
    long steps =
        length.unit() == Recipe.Length.Unit.STEPS ? (long) length.amount() : Integer.MAX_VALUE;
    return Math.min(Checkpoints.KEPT + 1 + (best > 0 ? 1 : 0), 1 + steps / every);
  }

  private long bytes() {
    return checkpoints * checkpoint + result;
  }

  /// @param free bytes that may be written
  /// @throws UserException when the training takes more
  void check(Path run, long free) {
    if (free < bytes()) {
      throw new UserException(
          run.toString(),
          "no space left on the disk: the training takes about %d MB (%d of %d MB for checkpoints, the result %d MB), %d MB are free"
              .formatted(mb(bytes()), checkpoints, mb(checkpoint), mb(result), free / MB),
          "Free some space, or let --home name a folder on another disk"
              + (checkpoints > 1
                  ? ",\nor set `save-every: 0` in the recipe to save at the end only."
                  : "."));
    }
  }

  private static long mb(long bytes) {
    return (bytes + MB - 1) / MB;
  }
}
