package dev.understudy.model.learn;

import dev.understudy.model.Team;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// RMSNorm (Zhang and Sennrich 2019): y = g x / sqrt(mean(x^2) + epsilon).
final class Norm implements AutoCloseable {
  private final Tensor gain; // (width)
  private final @Nullable Tensor gradient; // (width), null when the gain is frozen
  private final double epsilon;

  Norm(Tensor gain, @Nullable Tensor gradient, double epsilon) {
    this.gain = Tensors.keep(new Tensor(gain));
    this.gradient = gradient;
    this.epsilon = epsilon;
  }

  /// @param x (rows, width)
  /// @param y (rows, width), may be a part of a wider matrix
  /// @param inverse (rows, 1): 1 / sqrt(mean(x^2) + epsilon), filled here
  void forward(Team team, Tensor x, Tensor y, Tensor inverse) {
    Matrix in = Matrix.of(x);
    Matrix out = Matrix.of(y);
    Matrix inverses = Matrix.of(inverse);
    long g = gain.data_ptr().address();
    team.spread(in.rows(), (from, to) -> forward(in, g, out, inverses, from, to));
  }

  private void forward(Matrix in, long g, Matrix out, Matrix inverses, long from, long to) {
    int n = in.columns();
    for (long row = from; row < to; row++) {
      long x = in.row(row);
      long y = out.row(row);
      FloatVector squares = FloatVector.zero(Matrix.SPECIES);
      for (int i = 0; i < n; i += Matrix.LANES) {
        FloatVector v = Matrix.load(x + 4L * i, n - i);
        squares = v.fma(v, squares);
      }
      float inverse = (float) (1 / Math.sqrt(Matrix.sum(squares) / n + epsilon));
      Matrix.set(inverses.row(row), inverse);
      for (int i = 0; i < n; i += Matrix.LANES) {
        FloatVector v = Matrix.load(x + 4L * i, n - i).mul(inverse);
        Matrix.store(v.mul(Matrix.load(g + 4L * i, n - i)), y + 4L * i, n - i);
      }
    }
  }

  /// Adds the gradient of x to `dx`: with z = g dy and r the inverse, r z - x r^3 mean(x z).
  ///
  /// @param dy (rows, width)
  void backward(Team team, Tensor dy, Tensor x, Tensor inverse, Tensor dx) {
    if (gradient != null) {
      gradient.add_(dy.mul(x).mul_(inverse).sum(0));
    }
    Matrix dOut = Matrix.of(dy);
    Matrix in = Matrix.of(x);
    Matrix inverses = Matrix.of(inverse);
    Matrix dIn = Matrix.of(dx);
    long g = gain.data_ptr().address();
    team.spread(in.rows(), (from, to) -> backward(dOut, g, in, inverses, dIn, from, to));
  }

  private static void backward(
      Matrix dOut, long g, Matrix in, Matrix inverses, Matrix dIn, long from, long to) {
    int n = in.columns();
    for (long row = from; row < to; row++) {
      long dy = dOut.row(row);
      long x = in.row(row);
      long dx = dIn.row(row);
      FloatVector products = FloatVector.zero(Matrix.SPECIES);
      for (int i = 0; i < n; i += Matrix.LANES) {
        FloatVector z = Matrix.load(dy + 4L * i, n - i).mul(Matrix.load(g + 4L * i, n - i));
        products = z.fma(Matrix.load(x + 4L * i, n - i), products);
      }
      float r = Matrix.get(inverses.row(row));
      float share = -(Matrix.sum(products) / n) * r * r * r;
      for (int i = 0; i < n; i += Matrix.LANES) {
        FloatVector z = Matrix.load(dy + 4L * i, n - i).mul(Matrix.load(g + 4L * i, n - i));
        FloatVector d = Matrix.load(dx + 4L * i, n - i).add(z.mul(r));
        d = d.add(Matrix.load(x + 4L * i, n - i).mul(share));
        Matrix.store(d, dx + 4L * i, n - i);
      }
    }
  }

  @Override
  public void close() {
    gain.close();
  }
}
