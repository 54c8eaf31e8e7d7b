package dev.understudy.model.learn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// SwiGLU (Shazeer 2020): y = silu(gate) up.
final class Gate {
  private Gate() {}

  /// @param gateUp (rows, 2 feedForward)
  /// @param y (rows, feedForward), may be a part of a wider matrix
  static void forward(Tensor gateUp, Tensor y) {
    long inner = gateUp.size(1) / 2;
    torch.silu_out(y, gateUp.narrow(1, 0, inner));
    y.mul_(gateUp.narrow(1, inner, inner));
  }

  /// @param dy (rows, feedForward), overwritten
  /// @param y as [#forward] gave it; recomputed here, which is cheaper than to keep it
  /// @param dGateUp (rows, 2 feedForward)
  static void backward(Tensor gateUp, Tensor dy, Tensor y, Tensor dGateUp) {
    long inner = gateUp.size(1) / 2;
    Tensor gate = gateUp.narrow(1, 0, inner);
    Tensor up = gateUp.narrow(1, inner, inner);
    torch.silu_out(y, gate);
    torch.mul_out(dGateUp.narrow(1, inner, inner), dy, y);
    y.mul_(up);
    dy.mul_(up);
    torch.silu_backward_out(dGateUp.narrow(1, 0, inner), dy, gate);
  }
}
