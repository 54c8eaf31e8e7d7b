package dev.understudy.model.learn;

import dev.understudy.model.Exp;
import dev.understudy.model.Team;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.pytorch.Tensor;

/// SwiGLU (Shazeer 2020): y = silu(gate) up, with silu(x) = x / (1 + e^-x).
final class Gate {
  private Gate() {}

  /// @param gateUp (rows, 2 feedForward)
  /// @param y (rows, feedForward), may be a part of a wider matrix
  static void forward(Team team, Tensor gateUp, Tensor y) {
    Matrix in = Matrix.of(gateUp);
    Matrix out = Matrix.of(y);
    team.spread(out.rows(), (from, to) -> forward(in, out, from, to));
  }

  private static void forward(Matrix in, Matrix out, long from, long to) {
    int n = out.columns();
    for (long row = from; row < to; row++) {
      long gate = in.row(row);
      long up = gate + 4L * n;
      long y = out.row(row);
      for (int i = 0; i < n; i += Matrix.LANES) {
        FloatVector g = Matrix.load(gate + 4L * i, n - i);
        FloatVector u = Matrix.load(up + 4L * i, n - i);
        Matrix.store(g.mul(sigmoid(g)).mul(u), y + 4L * i, n - i);
      }
    }
  }

  /// @param dy (rows, feedForward)
  /// @param y as [#forward] gave it; recomputed here, which is cheaper than to keep it
  /// @param dGateUp (rows, 2 feedForward)
  static void backward(Team team, Tensor gateUp, Tensor dy, Tensor y, Tensor dGateUp) {
    Matrix in = Matrix.of(gateUp);
    Matrix dOut = Matrix.of(dy);
    Matrix out = Matrix.of(y);
    Matrix dIn = Matrix.of(dGateUp);
    team.spread(out.rows(), (from, to) -> backward(in, dOut, out, dIn, from, to));
  }

  /// silu'(x) = s (1 + x (1 - s)) with s = 1 / (1 + e^-x).
  private static void backward(Matrix in, Matrix dOut, Matrix out, Matrix dIn, long from, long to) {
    int n = out.columns();
    for (long row = from; row < to; row++) {
      long gate = in.row(row);
      long dGate = dIn.row(row);
      long dy = dOut.row(row);
      long y = out.row(row);
      for (int i = 0; i < n; i += Matrix.LANES) {
        int left = n - i;
        FloatVector g = Matrix.load(gate + 4L * i, left);
        FloatVector u = Matrix.load(gate + 4L * (n + i), left);
        FloatVector d = Matrix.load(dy + 4L * i, left);
        FloatVector s = sigmoid(g);
        FloatVector silu = g.mul(s);
        FloatVector slope = s.sub(silu.mul(s)).add(silu);
        Matrix.store(silu.mul(u), y + 4L * i, left);
        Matrix.store(d.mul(u).mul(slope), dGate + 4L * i, left);
        Matrix.store(d.mul(silu), dGate + 4L * (n + i), left);
      }
    }
  }

  private static FloatVector sigmoid(FloatVector x) {
    FloatVector one = FloatVector.broadcast(Matrix.SPECIES, 1);
    return one.div(Exp.of(x.neg()).add(one));
  }
}
