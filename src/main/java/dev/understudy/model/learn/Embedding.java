package dev.understudy.model.learn;

import dev.understudy.model.Team;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A vector for each token.
interface Embedding extends AutoCloseable {
  /// @param x (tokens, width), filled here
  void forward(Team team, long[] tokens, Tensor x);

  /// Adds to the gradients, where they are wanted.
  ///
  /// @param dx (tokens, width)
  default void learn(long[] tokens, Tensor dx) {}

  @Override
  void close();

  /// In float32.
  ///
  /// @param weight (vocabulary, width)
  /// @param gradient of the same shape, null when frozen; stays the caller's
  static Embedding of(Tensor weight, @Nullable Tensor gradient) {
    return new Floats(Tensors.keep(new Tensor(weight)), gradient);
  }

  record Floats(Tensor weight, @Nullable Tensor gradient) implements Embedding {
    @Override
    public void forward(Team team, long[] tokens, Tensor x) {
      torch.index_select_out(x, weight, 0, Tensors.longs(tokens));
    }

    @Override
    public void learn(long[] tokens, Tensor dx) {
      if (gradient != null) {
        gradient.index_add_(0, Tensors.longs(tokens), dx);
      }
    }

    @Override
    public void close() {
      weight.close();
    }
  }
}
