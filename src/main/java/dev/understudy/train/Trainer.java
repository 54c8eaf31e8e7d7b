package dev.understudy.train;

import dev.understudy.model.learn.Learner;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;

/// Trains: examples in, checkpoints out.
public final class Trainer {
  private volatile boolean stopped;

  /// Ends a running training after its present step, saved. May be called from any thread, also
  /// before it begins.
  public void stop() {
    stopped = true;
  }

  /// @throws UserException when the loss is no number any more, or a checkpoint does not fit
  public RunSummary run(TrainPlan plan, TrainListener listener) {
    Recipe recipe = plan.recipe();
    var order = DataOrder.of(plan.examples(), recipe);
    var pace = new Pace(recipe, order);
    Learner learner = plan.learner();
    double decay = recipe.optimizer().weightDecay();
    try (var optimizer = new AdamW(learner.vectors(), decay, learner.team())) {
      var checkpoints = new Checkpoints(plan, optimizer);
      var sitting = new Sitting(plan, listener, optimizer, pace);
      Position at = sitting.begin(checkpoints);
      listener.begun();
      while (!stopped && !pace.isOver(at) && !hasLostPatience(recipe, at)) {
        at = sitting.step(order.at(at.step()), at);
        boolean improved = false;
        if (isDue(recipe.watch().evaluateEvery(), at)) {
          at = sitting.measure(at);
          improved = recipe.watch().keepBest() && at.bestStep() == at.step();
        }
        sitting.write(at);
        if (improved || isDue(recipe.watch().saveEvery(), at)) {
          listener.saved(checkpoints.save(at));
        }
      }
      return sitting.end(at, checkpoints, stopped);
    }
  }

  private static boolean isDue(int every, Position at) {
    return every > 0 && at.step() % every == 0;
  }

  private static boolean hasLostPatience(Recipe recipe, Position at) {
    return recipe.watch().patience() > 0 && at.worse() >= recipe.watch().patience();
  }
}
