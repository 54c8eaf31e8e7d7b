package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.LoraParameters.Group;
import org.bytedeco.pytorch.Tensor;

/// Where an adapter's frozen weights come from, one block after the other.
abstract class FrozenBase {
  /// What lies before and behind the blocks.
  record Ends(Embedding embedding, Norm norm, Vocabulary head) {}

  private final ModelConfig config;
  private final double scale;
  private final Dropout dropout;

  /// @param scale of the corrections, and what drops their inputs
  FrozenBase(ModelConfig config, double scale, Dropout dropout) {
    this.config = config;
    this.scale = scale;
    this.dropout = dropout;
  }

  final ModelConfig config() {
    return config;
  }

  final double scale() {
    return scale;
  }

  final Dropout dropout() {
    return dropout;
  }

  abstract Ends ends();

  /// One block in float32, to be given back by [#done].
  abstract Weights.Layer layer(int index);

  abstract void done(Weights.Layer layer);

  /// A linear map over one matrix of a block, which it copies.
  Linear map(int layer, Group group, Tensor weight, LoraParameters.Stack stack, Room masks) {
    return stack.isDora()
        ? new DoraLinear(weight, stack, scale, dropout, masks)
        : new LoraLinear(weight, stack, scale, dropout, masks);
  }

  /// Weights in memory, which may be closed afterwards.
  static final class InMemory extends FrozenBase {
    private final Weights weights;

    InMemory(Weights weights, double scale, Dropout dropout) {
      super(weights.config(), scale, dropout);
      this.weights = weights;
    }

    @Override
    Ends ends() {
      return new Ends(
          Embedding.of(weights.embedding(), null),
          new Norm(weights.finalNorm(), null, config().epsilon()),
          Vocabulary.of(weights.head()));
    }

    @Override
    Weights.Layer layer(int index) {
      return weights.layers().get(index);
    }

    @Override
    void done(Weights.Layer layer) {}
  }
}
