package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A frozen linear map with low-rank corrections that learn: y = W x + s B A x, LoRA (Hu et al. 2021), eq. 3.
///
/// W may be several modules side by side (query, key and value). The B, times s, stand as further columns behind W (see
/// [LowRank]), so that with h = A x
///
///     y = [W, sB] [x; h]        [dx; dh] = [W, sB]^T dy
///
/// are one matrix product each, and only the small products with A and those for the gradients remain.
final class LoraLinear implements Linear {
  /// One module's share.
  ///
  /// @param row its first row in W
  /// @param b (out, rank)
  /// @param magnitude (out), DoRA's, or null: of no concern here, but to [DoraLinear]
  record Part(long row, Tensor b, Tensor bGradient, @Nullable Parameter magnitude) {}

  private final int in;
  private final int out;
  private final Tensor wide; // (out, in + ranks): [W, sB]
  private final Side weights;
  private final @Nullable LowRank corrections;
  private final Room masks;

  /// @param weight (out, in), copied
  /// @param masks room for the dropout's
  LoraLinear(
      Tensor weight, LoraParameters.Stack parameters, double scale, Dropout dropout, Room masks) {
    in = (int) weight.size(1);
    out = (int) weight.size(0);
    this.masks = masks;
    try (PointerScope scope = new PointerScope()) {
      corrections = LowRank.of(in, parameters, scale, dropout, masks);
    }
    wide = Tensors.zeros(out, in + (corrections == null ? 0 : corrections.ranks()));
    try (PointerScope scope = new PointerScope()) {
      wide.narrow(1, 0, in).copy_(weight);
      weights = side(wide);
    }
  }

  private static Side side(Tensor tensor) {
    return Side.of(Matrix.of(tensor));
  }

  /// Copies the B to their place behind W.
  @Override
  public void refresh(Team team) {
    if (corrections != null) {
      corrections.spread(weights.from(0, in));
    }
  }

  /// W: the first `in` columns of rows that are longer.
  Side frozen() {
    return weights;
  }

  /// How many values come out.
  int out() {
    return out;
  }

  @Override
  public long in() {
    return in;
  }

  @Override
  public long columns() {
    return weights.stride();
  }

  @Override
  public void draw(long rows) {
    if (corrections != null) {
      corrections.draw(rows);
    }
  }

  @Override
  public void forward(Team team, Tensor input, Tensor y, boolean add) {
    restore(team, input);
    int rows = (int) input.size(0);
    int columns = weights.stride();
    Blas.multiply(team, rows, out, columns, 1, side(input), weights.t(), add ? 1 : 0, side(y));
  }

  @Override
  public void restore(Team team, Tensor input) {
    if (corrections != null) {
      corrections.forward(team, input);
    }
  }

  @Override
  public void backward(Team team, Tensor dy, Tensor dInput) {
    int rows = (int) dy.size(0);
    Blas.multiply(team, rows, weights.stride(), out, 1, side(dy), weights, 0, side(dInput));
    if (corrections != null) {
      corrections.backward(team, dInput);
    }
  }

  @Override
  public void learn(Team team, Tensor input, Tensor dy, Tensor dInput) {
    if (corrections != null) {
      corrections.learn(team, input, dy, dInput);
    }
  }

  @Override
  public void close() {
    wide.close();
    masks.close();
  }
}
