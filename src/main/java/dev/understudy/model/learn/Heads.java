package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// What some families do to queries, keys and values between their projection and the rotation, in
/// place: add biases, and norm each query and key head by itself (Henry et al. 2020).
final class Heads implements AutoCloseable {
  private final Weights.Heads weights;
  private final Weights.@Nullable Heads gradients;
  private final int queries; // heads
  private final int keys; // heads
  private final int size;
  private final double epsilon;
  private final Room raw; // (tokens, (queries + keys) size): before the norm, where there is one
  private final Room inverses; // (tokens, queries + keys): 1 / sqrt(mean(x^2) + epsilon)

  private Heads(ModelConfig config, Weights.Heads weights, Weights.@Nullable Heads gradients) {
    this.weights = weights.map(t -> Tensors.keep(new Tensor(t)));
    this.gradients = gradients;
    queries = config.heads();
    keys = config.kvHeads();
    size = config.headDim();
    epsilon = config.epsilon();
    raw = new Room((long) (queries + keys) * size);
    inverses = new Room(queries + keys);
  }

  /// Null where the family does nothing here.
  ///
  /// @param gradients of the same shapes, added to; null when all is frozen
  static @Nullable Heads of(
      ModelConfig config, Weights.Heads weights, Weights.@Nullable Heads gradients) {
    return weights.all().isEmpty() ? null : new Heads(config, weights, gradients);
  }

  /// @param qkv (tokens, (heads + 2 kvHeads) headDim), not yet rotated
  void forward(Team team, Tensor qkv) {
    Matrix x = Matrix.of(qkv);
    if (weights.bias() != null) {
      long bias = address(weights.bias());
      team.spread(
          x.rows(),
          (from, to) -> {
            for (long row = from; row < to; row++) {
              Matrix.add(bias, x.row(row), x.columns(), 1);
            }
          });
    }
    if (weights.queryNorm() != null && weights.keyNorm() != null) {
      long query = address(weights.queryNorm());
      long key = address(weights.keyNorm());
      Matrix kept = Matrix.of(raw.rows(x.rows()));
      Matrix inverse = Matrix.of(inverses.rows(x.rows()));
      team.spread(
          x.rows(),
          (from, to) -> {
            for (long row = from; row < to; row++) {
              Matrix.copy(x.row(row), kept.row(row), kept.columns(), 1);
              for (int h = 0; h < queries + keys; h++) {
                long gain = h < queries ? query : key;
                float r = norm(x.row(row) + 4L * h * size, gain);
                Matrix.set(inverse.row(row) + 4L * h, r);
              }
            }
          });
    }
  }

  /// @return 1 / sqrt(mean(x^2) + epsilon)
  private float norm(long x, long gain) {
    float inverse = (float) (1 / Math.sqrt(Matrix.dot(x, x, size) / size + epsilon));
    for (int i = 0; i < size; i += Matrix.LANES) {
      FloatVector v = Matrix.load(x + 4L * i, size - i).mul(inverse);
      Matrix.store(v.mul(Matrix.load(gain + 4L * i, size - i)), x + 4L * i, size - i);
    }
    return inverse;
  }

  /// @param dQkv (tokens, (heads + 2 kvHeads) headDim): gradient of what [#forward] left, made that
  ///   of what it found
  void backward(Team team, Tensor dQkv) {
    if (weights.queryNorm() != null && weights.keyNorm() != null) {
      if (gradients != null) {
        learnGain(gradients.queryNorm(), dQkv, 0, queries);
        learnGain(gradients.keyNorm(), dQkv, queries, keys);
      }
      long query = address(weights.queryNorm());
      long key = address(weights.keyNorm());
      Matrix d = Matrix.of(dQkv);
      Matrix x = Matrix.of(raw.rows(d.rows()));
      Matrix inverse = Matrix.of(inverses.rows(d.rows()));
      team.spread(
          d.rows(),
          (from, to) -> {
            for (long row = from; row < to; row++) {
              for (int h = 0; h < queries + keys; h++) {
                long at = 4L * h * size;
                float r = Matrix.get(inverse.row(row) + 4L * h);
                normBackward(d.row(row) + at, x.row(row) + at, h < queries ? query : key, r);
              }
            }
          });
    }
    if (gradients != null && gradients.bias() != null) {
      gradients.bias().add_(dQkv.sum(0));
    }
  }

  /// With z = g d and r the inverse: r z - x r^3 mean(x z), in the place of d.
  private void normBackward(long d, long x, long gain, float r) {
    FloatVector products = FloatVector.zero(Matrix.SPECIES);
    for (int i = 0; i < size; i += Matrix.LANES) {
      FloatVector z = Matrix.load(d + 4L * i, size - i).mul(Matrix.load(gain + 4L * i, size - i));
      Matrix.store(z, d + 4L * i, size - i);
      products = z.fma(Matrix.load(x + 4L * i, size - i), products);
    }
    float share = -(Matrix.sum(products) / size) * r * r * r;
    for (int i = 0; i < size; i += Matrix.LANES) {
      FloatVector z = Matrix.load(d + 4L * i, size - i).mul(r);
      FloatVector more = Matrix.load(x + 4L * i, size - i).mul(share);
      Matrix.store(z.add(more), d + 4L * i, size - i);
    }
  }

  /// @param first of the heads that share this gain
  private void learnGain(@Nullable Tensor gradient, Tensor dQkv, int first, int count) {
    if (gradient == null) {
      return;
    }
    long tokens = dQkv.size(0);
    long from = (long) first * size;
    long columns = (long) count * size;
    Tensor d = dQkv.narrow(1, from, columns).view(tokens, count, size);
    Tensor x = raw.rows(tokens).narrow(1, from, columns).view(tokens, count, size);
    Tensor r = inverses.rows(tokens).narrow(1, first, count).unsqueeze(2);
    gradient.add_(d.mul(x).mul_(r).sum(0, 1));
  }

  private static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  /// Bytes in use.
  long bytes() {
    return raw.bytes() + inverses.bytes();
  }

  @Override
  public void close() {
    weights.all().forEach(Tensor::close);
    raw.close();
    inverses.close();
  }
}
