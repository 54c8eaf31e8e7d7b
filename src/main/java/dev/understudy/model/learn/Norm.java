package dev.understudy.model.learn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// RMSNorm (Zhang and Sennrich 2019): y = g x / sqrt(mean(x^2) + epsilon).
final class Norm implements AutoCloseable {
  private final Tensor gain; // (width)
  private final @Nullable Tensor gradient; // (width), null when the gain is frozen
  private final Scalar perColumn;
  private final Scalar epsilon;

  Norm(Tensor gain, @Nullable Tensor gradient, double epsilon) {
    this.gain = Tensors.keep(new Tensor(gain));
    this.gradient = gradient;
    this.perColumn = Tensors.scalar(1.0 / gain.numel());
    this.epsilon = Tensors.scalar(epsilon);
  }

  /// @param x (rows, width)
  /// @param y (rows, width), may be a part of a wider matrix
  /// @param inverse (rows, 1): 1 / sqrt(mean(x^2) + epsilon), filled here
  void forward(Tensor x, Tensor y, Tensor inverse) {
    torch.mul_out(y, x, x);
    torch.sum_out(inverse, y, new long[] {1}, true, Tensors.NO_TYPE);
    inverse.mul_(perColumn).add_(epsilon).rsqrt_();
    torch.mul_out(y, x, inverse);
    y.mul_(gain);
  }

  /// Adds the gradient of x to `dx`: with z = g dy and r the inverse, r z - x r^3 mean(x z).
  ///
  /// @param dy (rows, width), overwritten
  void backward(Tensor dy, Tensor x, Tensor inverse, Tensor dx) {
    if (gradient != null) {
      gradient.add_(dy.mul(x).mul_(inverse).sum(0));
    }
    dy.mul_(gain);
    Tensor share = dy.mul(x).sum(new long[] {1}, true, Tensors.NO_TYPE);
    share.mul_(perColumn).mul_(inverse).mul_(inverse).mul_(inverse);
    dx.addcmul_(dy, inverse);
    dx.addcmul_(x, share, Tensors.MINUS_ONE);
  }

  @Override
  public void close() {
    gain.close();
  }
}
