package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Rope;
import org.bytedeco.pytorch.Tensor;

/// Turns queries and keys in place, or back: the inverse of a rotation is its transpose, which is
/// also its gradient.
///
/// @param cos (tokens, 1, headDim / 2)
/// @param sin (tokens, 1, headDim / 2)
record Rotation(Tensor cos, Tensor sin, long rotated, long half) {
  /// In the caller's scope.
  static Rotation of(ModelConfig config, Rope table, Tensor positions) {
    long half = config.headDim() / 2;
    // The table's first half of sines is negated.
    return new Rotation(
        table.cos().index_select(0, positions).narrow(1, half, half).unsqueeze(1),
        table.sin().index_select(0, positions).narrow(1, half, half).unsqueeze(1),
        config.heads() + config.kvHeads(),
        half);
  }

  void forward(Tensor qkv) {
    turn(qkv, false);
  }

  void backward(Tensor dQkv) {
    turn(dQkv, true);
  }

  private void turn(Tensor qkv, boolean back) {
    Tensor heads = qkv.narrow(1, 0, rotated * 2 * half).unflatten(1, new long[] {rotated, 2, half});
    Tensor a = heads.select(2, 0); // (tokens, heads + kvHeads, headDim / 2)
    Tensor b = heads.select(2, 1);
    Tensor before = a.clone();
    a.mul_(cos).addcmul_(b, sin, back ? Tensors.ONE : Tensors.MINUS_ONE);
    b.mul_(cos).addcmul_(before, sin, back ? Tensors.MINUS_ONE : Tensors.ONE);
  }
}
