package dev.understudy.train;

import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Learner;
import dev.understudy.recipe.Recipe;
import java.util.List;

/// How long a training will take, from a few real steps on its own examples. What is written to
/// disk is not counted.
///
/// @param timedSteps how many steps were timed, after some that were not
/// @param tokensPerSecond of the timed steps
/// @param steps of the whole training
/// @param seconds of the whole training with its measurements
public record TimePlan(int timedSteps, double tokensPerSecond, long steps, double seconds) {
  // The first steps run code that is not compiled yet.
  private static final int WARM = 3;
  private static final int TIMED = 3;

  /// Makes the steps: what `learner` learns is to be thrown away.
  public static TimePlan measure(TrainPlan plan, Workload work) {
    Recipe recipe = plan.recipe();
    Learner learner = plan.learner();
    DataOrder order = DataOrder.of(plan.examples(), recipe);
    long tokens = 0;
    long began = 0;
    try (var optimizer = new AdamW(learner.vectors(), recipe.optimizer(), learner.team())) {
      for (int step = 0; step < WARM + TIMED; step++) {
        if (step == WARM) {
          began = System.nanoTime();
          tokens = 0;
        }
        List<Example> chosen = order.at(step);
        learner.step(chosen);
        optimizer.step(step + 1, recipe.optimizer().rate(), Math.max(1, optimizer.gradientNorm()));
        tokens += Workload.tokens(chosen);
      }
    }
    double each = (System.nanoTime() - began) / 1e9 / tokens;
    return of(recipe, work, each, measuring(plan));
  }

  /// Seconds of one measurement.
  private static double measuring(TrainPlan plan) {
    if (plan.heldOut().isEmpty()) {
      return 0;
    }
    List<Example> portion = Learner.portions(plan.heldOut()).getFirst();
    long began = System.nanoTime();
    plan.learner().evaluate(portion);
    double seconds = (System.nanoTime() - began) / 1e9;
    return seconds * Workload.tokens(plan.heldOut()) / Workload.tokens(portion);
  }

  /// @param each seconds of a token
  /// @param measuring seconds of a measurement
  static TimePlan of(Recipe recipe, Workload work, double each, double measuring) {
    double step = each * work.tokensPerStep();
    int every = recipe.watch().evaluateEvery();
    double between = every == 0 ? 0 : measuring / every; // a step's share of measurements
    long steps =
        work.steps()
            .orElseGet(() -> {
              double left = 60 * recipe.length().amount() - measuring; // the untrained model's
              return Math.max(1, Math.round(left / (step + between)));
            });
    double whole = measuring + steps * (step + between) + measuring;
    return new TimePlan(TIMED, 1 / each, steps, whole);
  }
}
