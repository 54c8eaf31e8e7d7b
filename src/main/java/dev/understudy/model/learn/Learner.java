package dev.understudy.model.learn;

import dev.understudy.model.Team;
import java.util.List;

/// A decoder that can learn. Not for use by several threads at a time.
public interface Learner extends AutoCloseable {
  /// Everything that is trained, by name.
  List<Parameter> parameters();

  /// The same values and gradients as few long vectors, which share memory with [#parameters()]:
  /// what an optimizer wants.
  List<Parameter> vectors();

  /// Sets all gradients to those of the mean loss over the examples' targets.
  ///
  /// @return the mean loss per target, in nats
  /// @throws IllegalArgumentException when no example has a target
  double step(List<Example> examples);

  /// Loss without gradients.
  Loss evaluate(List<Example> examples);

  /// Parts of `examples` that may be evaluated one by one: the losses added up are that of all, to
  /// the last bit.
  static List<List<Example>> portions(List<Example> examples) {
    return Batch.portions(examples, Steps.MOST_TOKENS);
  }

  /// The threads it computes with, for others to use between its steps.
  Team team();

  /// Makes what is random in later steps (dropout) a function of this number.
  void seed(long seed);

  /// Brings what was learnt on a device back to the weights in main memory that it was given.
  default void fetch() {}

  @Override
  void close();

  /// @param sum over all targets, in nats
  record Loss(double sum, long targets) {
    public double mean() {
      return sum / targets;
    }

    public Loss plus(Loss other) {
      return new Loss(sum + other.sum, targets + other.targets);
    }
  }
}
