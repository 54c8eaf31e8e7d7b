package dev.understudy.model.learn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A linear map of which all weights learn.
///
/// @param weight (out, in)
/// @param gradient (out, in)
record FullLinear(Tensor weight, Tensor gradient) implements Linear {
  @Override
  public long in() {
    return weight.size(1);
  }

  @Override
  public long columns() {
    return in();
  }

  @Override
  public void forward(Tensor input, Tensor y) {
    torch.mm_out(y, input, weight.t());
  }

  @Override
  public void forwardOnto(Tensor residual, Tensor input, Tensor y) {
    torch.addmm_out(y, residual, input, weight.t());
  }

  @Override
  public void restore(Tensor input) {}

  @Override
  public void backward(Tensor dy, Tensor dInput) {
    torch.mm_out(dInput, dy, weight);
  }

  @Override
  public void learn(Tensor input, Tensor dy, Tensor dInput) {
    gradient.addmm_(dy.t(), input);
  }

  /// Both belong to the learner.
  @Override
  public void close() {}
}
