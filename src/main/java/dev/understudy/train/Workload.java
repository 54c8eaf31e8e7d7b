package dev.understudy.train;

import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Load;
import dev.understudy.recipe.Recipe;
import java.util.List;
import java.util.OptionalLong;

/// What a training will run over, by the examples alone.
///
/// @param learn the largest passes of its steps
/// @param measure the largest passes of its measurements
/// @param tokensPerStep on average
/// @param steps empty where it ends by the clock
/// @param heldOutTokens of one measurement
public record Workload(
    Load learn, Load measure, double tokensPerStep, OptionalLong steps, long heldOutTokens) {
  // So many rounds show what steps look like, each shuffled anew.
  private static final double ROUNDS = 3;

  /// @throws dev.understudy.problem.UserException when no example holds anything to learn
  public static Workload of(List<Example> examples, List<Example> heldOut, Recipe recipe) {
    DataOrder order = DataOrder.of(TrainPlan.toLearn(examples), recipe);
    OptionalLong steps = new Pace(recipe, order).steps();
    long seen = Math.min(steps.orElse(Long.MAX_VALUE), order.steps(ROUNDS));
    Load learn = Load.NONE;
    long tokens = 0;
    for (long step = 0; step < seen; step++) {
      List<Example> chosen = order.at(step);
      learn = learn.max(Load.of(chosen));
      tokens += tokens(chosen);
    }
    return new Workload(learn, Load.of(heldOut), (double) tokens / seen, steps, tokens(heldOut));
  }

  static long tokens(List<Example> examples) {
    return examples.stream().mapToLong(e -> e.tokens().length).sum();
  }
}
