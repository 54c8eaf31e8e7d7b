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
/// @param optimizer its two moments of each
/// @param activations all that grows with the tokens of a pass
/// @param other Java and the libraries
public record MemoryPlan(
    long weights, long gradients, long optimizer, long activations, long other) {
  // Moments of AdamW, each as large as what learns.
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

  /// Compiled code, the heap's growth and buffers of the arithmetic, once steps are made: measured
  /// (`docs/benchmarks.md`), and much the same for all settings.
  private static final long TO_COME = 100 * MIB;

  public long total() {
    return weights + gradients + optimizer + activations + other;
  }

  /// Told before the base is loaded.
  ///
  /// @param available bytes that may still be taken; empty where nobody knows
  /// @param resident what of `other` is taken already
  /// @throws UserException when there is not enough
  public void check(Recipe recipe, OptionalLong available, long resident) {
    if (available.isPresent() && total() - resident > available.getAsLong()) {
      throw new UserException(
          "base " + recipe.base(),
          "does not fit into memory: the training takes about %d MiB (weights %d, gradients %d, optimizer %d, activations %d, Java and libraries %d), %d MiB are left"
              .formatted(
                  mib(total()),
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
    } else if (recipe.memory().baseWeights() != Recipe.BaseWeights.INT4) {
      ways.add("keep the base in few bits (memory: {base-weights: int4})");
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
