package dev.understudy.train;

import dev.understudy.model.MainMemory;
import dev.understudy.model.learn.Learner;
import dev.understudy.problem.Problem;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.train.ranks.Ranks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Trains: examples in, checkpoints out.
public final class Trainer {
  private static final int AGREE_EVERY = 100;

  private final ToLongFunction<Path> free;
  private final Supplier<OptionalLong> memory;
  private final Supplier<Ranks> meeting;
  private volatile boolean stopped;

  public Trainer() {
    this(AtomicFiles::free, MainMemory.SYSTEM::available);
  }

  /// `free` tells how many bytes the disk under a folder has left.
  public Trainer(ToLongFunction<Path> free) {
    this(free, MainMemory.SYSTEM::available);
  }

  /// `memory` tells how many bytes of memory may still be taken.
  public Trainer(ToLongFunction<Path> free, Supplier<OptionalLong> memory) {
    this(free, memory, () -> Ranks.ALONE);
  }

  /// One of several that train together. `meeting` waits for the others; it is asked when
  /// everything is ready for the first step.
  public Trainer(Supplier<Ranks> meeting) {
    this(AtomicFiles::free, MainMemory.SYSTEM::available, meeting);
  }

  private Trainer(
      ToLongFunction<Path> free, Supplier<OptionalLong> memory, Supplier<Ranks> meeting) {
    this.free = free;
    this.memory = memory;
    this.meeting = meeting;
  }

  /// Ends a running training after its present step, saved. May be called from any thread, also
  /// before it begins. Of several ranks that train together one is enough: all stop.
  public void stop() {
    stopped = true;
  }

  /// Told before the first step, since the first checkpoint may be an hour away. What stands in the
  /// run's folder counts as free: it is replaced, or it is a part of what this training keeps.
  ///
  /// @throws UserException when the disk has no room for what the training will write
  public void checkRoom(TrainPlan plan) {
    long mine = free.applyAsLong(plan.folder()) + AtomicFiles.size(plan.folder());
    DiskNeed.of(plan).check(plan.folder(), mine);
  }

  /// Told before the base is loaded.
  ///
  /// @throws UserException when there is less memory than the training will take
  public void checkMemory(MemoryPlan plan, Recipe recipe, long resident) {
    plan.check(recipe, memory.get(), resident);
  }

  /// Bytes of memory that may still be taken, where the system tells.
  public OptionalLong availableMemory() {
    return memory.get();
  }

  /// Of several ranks only the first writes and tells the listener of checkpoints.
  ///
  /// @throws UserException when the training has gone astray (see [Alarm]), a checkpoint does not
  ///   fit, or another rank is lost
  public RunSummary run(TrainPlan plan, TrainListener listener) {
    try (Ranks ranks = meeting.get()) {
      return run(plan.among(ranks), listener, ranks);
    }
  }

  private RunSummary run(TrainPlan plan, TrainListener listener, Ranks ranks) {
    Recipe recipe = plan.recipe();
    var order = DataOrder.of(plan.examples(), recipe);
    var pace = new Pace(recipe, order);
    Learner learner = plan.learner();
    try (var optimizer = new AdamW(learner.vectors(), recipe.optimizer(), learner.team())) {
      var checkpoints = new Checkpoints(plan, optimizer);
      var sitting = new Sitting(plan, listener, optimizer, pace, checkpoints, ranks);
      Position at = sitting.begin();
      listener.begun();
      boolean due = false;
      try {
        boolean stopping = ranks.any(stopped);
        while (!stopping && !pace.isOver(at) && !hasLostPatience(recipe, at)) {
          at = sitting.step(order.at(at.step()), at);
          boolean improved = false;
          if (isDue(recipe.watch().evaluateEvery(), at)) {
            at = sitting.measure(at);
            improved = recipe.watch().keepBest() && at.bestStep() == at.step();
          }
          sitting.write(at);
          due |= isDue(recipe.watch().saveEvery(), at);
          if (improved || (due && sitting.isCalm())) {
            sitting.save(at);
            due = false;
          } else if (isDue(AGREE_EVERY, at)) {
            sitting.agree(at);
          }
          stopping = ranks.any(stopped);
        }
        return sitting.end(at, stopping);
      } catch (UserException e) {
        throw goingOn(plan.folder(), e);
      }
    }
  }

  /// Adds to what could not be written from where the run in the folder `run` can go on.
  public static UserException goingOn(Path run, UserException e) {
    if (!(e.getCause() instanceof IOException)) {
      return e;
    }
    Problem problem = e.problems().getFirst();
    return Checkpoints.last(run)
        .map(last ->
            new UserException(
                run.toString(),
                problem.what(),
                "%s%nIts checkpoint %s is whole: train with --run %s --resume to go on from there (a demo does by itself)."
                    .formatted(problem.fix(), last.getFileName(), run.getFileName())
                    .strip(),
                e))
        .orElse(e);
  }

  /// Whether a checkpoint stands in the folder `run` to go on from.
  public static boolean canGoOn(Path run) {
    return Checkpoints.last(run).isPresent();
  }

  /// The held-out loss of the untrained model, as the last checkpoint in the folder `run` has it.
  public static Optional<Double> untrained(Path run) {
    return Checkpoints.last(run).flatMap(last -> Checkpoints.position(last).untrained());
  }

  private static boolean isDue(int every, Position at) {
    return every > 0 && at.step() % every == 0;
  }

  private static boolean hasLostPatience(Recipe recipe, Position at) {
    return recipe.watch().patience() > 0 && at.worse() >= recipe.watch().patience();
  }
}
