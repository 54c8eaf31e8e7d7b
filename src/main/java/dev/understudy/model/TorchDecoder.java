package dev.understudy.model;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The decoder on libtorch, whole sequences without a cache: the plain statement of the model that
/// [Decoder] is measured against.
final class TorchDecoder {
  private final Weights weights;

  TorchDecoder(Weights weights) {
    this.weights = weights;
  }

  /// Logits at every position, (time, vocabulary), float32. They belong to the caller, who closes
  /// them.
  Tensor logits(int[] tokens) {
    ModelConfig c = weights.config();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Rope rope = Rope.of(c, tokens.length)) {
      long[] ids = Arrays.stream(tokens).asLongStream().toArray();
      Tensor x = torch.embedding(weights.embedding(), Tensor.create(ids)); // (time, width)
      for (Weights.Layer layer : weights.layers()) {
        x = block(x, layer, rope);
      }
      Tensor logits = torch.linear(norm(x, weights.finalNorm()), weights.head());
      logits.retainReference();
      return logits;
    }
  }

  private Tensor block(Tensor x, Weights.Layer layer, Rope rope) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor h =
          x.add(
              torch.linear(attention(norm(x, layer.attentionNorm()), layer, rope), layer.output()));
      long ff = weights.config().feedForward();
      Tensor gateUp = torch.linear(norm(h, layer.feedForwardNorm()), layer.gateUp());
      Tensor inner = torch.silu(gateUp.narrow(1, 0, ff)).mul(gateUp.narrow(1, ff, ff));
      Tensor out = h.add(torch.linear(inner, layer.down()));
      outer.attach(out);
      return out;
    }
  }

  /// (time, width) to (time, heads headDim).
  private Tensor attention(Tensor x, Weights.Layer layer, Rope rope) {
    ModelConfig c = weights.config();
    long time = x.size(0);
    Tensor qkv = torch.linear(x, layer.qkv()).view(time, -1, c.headDim()).transpose(0, 1);
    Tensor q = Rope.rotate(qkv.narrow(0, 0, c.heads()), rope.cos(), rope.sin());
    Tensor k = Rope.rotate(qkv.narrow(0, c.heads(), c.kvHeads()), rope.cos(), rope.sin());
    Tensor v = qkv.narrow(0, c.heads() + c.kvHeads(), c.kvHeads()); // (kvHeads, time, headDim)
    return torch
        .scaled_dot_product_attention(
            q.unsqueeze(0),
            k.unsqueeze(0),
            v.unsqueeze(0),
            new TensorOptional(),
            0,
            true,
            new DoubleOptional(),
            true)
        .squeeze(0)
        .transpose(0, 1)
        .reshape(time, (long) c.heads() * c.headDim());
  }

  private Tensor norm(Tensor x, Tensor scale) {
    ModelConfig c = weights.config();
    return torch.rms_norm(
        x, new long[] {c.width()}, new TensorOptional(scale), new DoubleOptional(c.epsilon()));
  }
}
