package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import org.bytedeco.pytorch.Tensor;

/// A linear map of which all weights learn.
final class FullLinear implements Linear {
  private final Matrix weight; // (out, in)
  private final Side gradient; // (out, in)
  private final int in;
  private final int out;

  /// Both stay the learner's.
  FullLinear(Tensor weight, Tensor gradient) {
    this.weight = Matrix.of(weight);
    this.gradient = Side.of(Matrix.of(gradient));
    in = this.weight.columns();
    out = (int) this.weight.rows();
  }

  @Override
  public long in() {
    return in;
  }

  @Override
  public long columns() {
    return in;
  }

  @Override
  public void forward(Team team, Tensor input, Tensor y, boolean add) {
    Matrix x = Matrix.of(input);
    Side w = Side.of(weight).t();
    int rows = (int) x.rows();
    Blas.multiply(team, rows, out, in, 1, Side.of(x), w, add ? 1 : 0, Side.of(Matrix.of(y)));
  }

  @Override
  public void restore(Team team, Tensor input) {}

  @Override
  public void backward(Team team, Tensor dy, Tensor dInput) {
    Matrix d = Matrix.of(dy);
    Side to = Side.of(Matrix.of(dInput));
    Blas.multiply(team, (int) d.rows(), in, out, 1, Side.of(d), Side.of(weight), 0, to);
  }

  @Override
  public void learn(Team team, Tensor input, Tensor dy, Tensor dInput) {
    Matrix d = Matrix.of(dy);
    Side x = Side.of(Matrix.of(input));
    Blas.multiply(team, out, in, (int) d.rows(), 1, Side.of(d).t(), x, 1, gradient);
  }

  @Override
  public void close() {}
}
