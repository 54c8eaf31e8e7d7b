package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Rope;
import dev.understudy.model.Team;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.pytorch.Tensor;

/// Turns queries and keys in place, or back: the inverse of a rotation is its transpose, which is
/// also its gradient.
///
/// @param cos (positions, headDim)
/// @param sin (positions, headDim), the first half negated
/// @param positions of the tokens
/// @param heads how many heads of a token are turned: those of queries and keys
record Rotation(Matrix cos, Matrix sin, long[] positions, int heads, int half) {
  static Rotation of(ModelConfig config, Rope table, long[] positions) {
    return new Rotation(
        Matrix.of(table.cos()),
        Matrix.of(table.sin()),
        positions,
        config.heads() + config.kvHeads(),
        config.headDim() / 2);
  }

  void forward(Team team, Tensor qkv) {
    Matrix x = Matrix.of(qkv);
    team.spread(x.rows(), (from, to) -> turn(x, 1, from, to));
  }

  void backward(Team team, Tensor dQkv) {
    Matrix x = Matrix.of(dQkv);
    team.spread(x.rows(), (from, to) -> turn(x, -1, from, to));
  }

  private void turn(Matrix x, float direction, long from, long to) {
    for (long row = from; row < to; row++) {
      long c = cos.row(positions[(int) row]);
      long s = sin.row(positions[(int) row]) + 4L * half;
      for (int i = 0; i < half; i += Matrix.LANES) {
        int left = half - i;
        FloatVector cosine = Matrix.load(c + 4L * i, left);
        FloatVector sine = Matrix.load(s + 4L * i, left).mul(direction);
        long a = x.row(row) + 4L * i;
        for (int head = 0; head < heads; head++, a += 8L * half) {
          long b = a + 4L * half;
          FloatVector va = Matrix.load(a, left);
          FloatVector vb = Matrix.load(b, left);
          Matrix.store(va.mul(cosine).sub(vb.mul(sine)), a, left);
          Matrix.store(vb.mul(cosine).add(va.mul(sine)), b, left);
        }
      }
    }
  }
}
