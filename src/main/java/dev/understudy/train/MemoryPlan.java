package dev.understudy.train;

import dev.understudy.model.learn.Footprint;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.util.ArrayList;
import java.util.OptionalLong;

/// How much memory a training will take at its most, by parts, in bytes.
///
/// @param weights frozen ones and those that learn
/// @param gradients of those that learn
/// @param optimizer its two moments
/// @param activations all that grows with the tokens of a pass
/// @param other Java and the libraries, and a second base where the training asks him between steps
public record MemoryPlan(
    long weights, long gradients, long optimizer, long activations, long other) {
  // Moments of AdamW, a number each for every one that learns.
  private static final int MOMENTS = 2;
  private static final long MIB = 1 << 20;

  /// @param optimizer how it keeps its moments
  /// @param resident what this process takes already, before the learner is made
  public static MemoryPlan of(Footprint learner, Recipe.Optimizer optimizer, long resident) {
    return new MemoryPlan(
        learner.weights(),
        learner.gradients(),
        MOMENTS * (long) (share(optimizer.states()) * learner.gradients()),
        learner.activations(),
        resident + TO_COME);
  }

  /// Of a moment's size in float32.
  private static double share(Recipe.States states) {
    return switch (states) {
      case FLOAT32 -> 1;
      case EIGHT_BIT -> 0.25 + 1.0 / ByteMoments.BLOCK; // a byte each, and a scale for each block
    };
  }

  /// For compiled code, the heap's growth and buffers of the arithmetic, once steps are made. With
  /// it plans come within 6 % of what the settings in `docs/benchmarks.md` take.
  private static final long TO_COME = 100 * MIB;

  public long total() {
    return weights + gradients + optimizer + activations + other;
  }

  /// The same with more held beside it.
  public MemoryPlan beside(long bytes) {
    return new MemoryPlan(weights, gradients, optimizer, activations, other + bytes);
  }

  /// Told before the base is loaded. Each process of several takes as much.
  ///
  /// @param available bytes that may still be taken; empty where nobody knows
  /// @param resident what of `other` is taken already
  /// @throws UserException when there is not enough
  public void check(Recipe recipe, OptionalLong available, long resident) {
    int processes = recipe.processes();
    if (available.isPresent() && processes * (total() - resident) > available.getAsLong()) {
      throw new UserException(
          "base " + recipe.base(),
          "does not fit into memory: the training takes about %d MiB%s (weights %d, gradients %d, optimizer %d, activations %d, Java and libraries %d), %d MiB are left"
              .formatted(
                  mib(total()),
                  processes > 1 ? " in each of " + processes + " processes" : "",
                  mib(weights),
                  mib(gradients),
                  mib(optimizer),
                  mib(activations),
                  mib(other),
                  mib(available.getAsLong() + resident)),
          fix(recipe));
    }
  }

  private static String fix(Recipe recipe) {
    var ways = new ArrayList<String>();
    if (recipe.method() == Recipe.Method.FULL) {
      ways.add("train an adapter (method: lora)");
    } else if (recipe.memory().baseWeights() != Recipe.BaseWeights.INT4 && !recipe.lora().dora()) {
      ways.add("keep the base in few bits (memory: {base-weights: int4})");
    }
    if (recipe.processes() > 1) {
      ways.add("train in fewer processes");
    }
    if (!recipe.memory().checkpointing()) {
      ways.add("recompute activations (memory: {checkpointing: true})");
    }
    ways.add("make examples shorter (data: {window: …})");
    ways.add("choose a smaller base");
    String all = String.join("; ", ways);
    return "Close other programs, or in the recipe: " + all + ". See what it takes: train --plan.";
  }

  static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
