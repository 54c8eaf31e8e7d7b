package dev.understudy.model;

import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// One block of the decoder in libtorch's words, for generation and for training: differentiable.
/// The residual stream is float32, whatever the maps compute in.
///
/// @param qkv (tokens, width) to (tokens, (heads + 2 kvHeads) headDim)
/// @param heads biases and norms, float32, for what `qkv` gives
/// @param output (rows, heads headDim) to (rows, width)
/// @param gateUp (rows, width) to (rows, 2 feedForward)
/// @param down (rows, feedForward) to (rows, width)
public record TorchBlock(
    ModelConfig config,
    Tensor attentionNorm,
    UnaryOperator<Tensor> qkv,
    Weights.Heads heads,
    UnaryOperator<Tensor> output,
    Tensor feedForwardNorm,
    UnaryOperator<Tensor> gateUp,
    UnaryOperator<Tensor> down) {

  /// What each token sees of the others.
  public interface Attention {
    /// @param q (tokens, heads, headDim), rotated
    /// @param k (tokens, kvHeads, headDim), rotated
    /// @param v (tokens, kvHeads, headDim)
    /// @return (tokens, heads headDim)
    Tensor of(Tensor q, Tensor k, Tensor v);
  }

  /// @param x (tokens, width)
  /// @param rope a row for each token, where `x` is
  /// @param rows the tokens that matter behind the attention, or null for all
  /// @return (rows, width), in the caller's scope
  public Tensor forward(Tensor x, Rope rope, Attention attention, @Nullable Tensor rows) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor all = biased(qkv.apply(norm(x, attentionNorm, config)));
      Tensor each = all.view(x.size(0), -1, config.headDim());
      Tensor cos = rope.cos().unsqueeze(1); // (tokens, 1, headDim)
      Tensor sin = rope.sin().unsqueeze(1);
      Tensor q = each.narrow(1, 0, config.heads());
      Tensor k = each.narrow(1, config.heads(), config.kvHeads());
      q = Rope.rotate(normed(q, heads.queryNorm()), cos, sin);
      k = Rope.rotate(normed(k, heads.keyNorm()), cos, sin);
      Tensor v = each.narrow(1, (long) config.heads() + config.kvHeads(), config.kvHeads());
      Tensor seen = attention.of(q.to(each), k.to(each), v);
      boolean some = rows != null;
      Tensor going = some ? x.index_select(0, rows) : x;
      Tensor middle = going.add(output.apply(some ? seen.index_select(0, rows) : seen));
      Tensor gates = gateUp.apply(norm(middle, feedForwardNorm, config));
      long ff = config.feedForward();
      Tensor inner = torch.silu(gates.narrow(1, 0, ff)).mul(gates.narrow(1, ff, ff));
      Tensor y = middle.add(down.apply(inner));
      outer.attach(y);
      return y;
    }
  }

  private Tensor biased(Tensor projected) {
    Tensor bias = heads.bias();
    return bias == null ? projected : projected.add(bias).to(projected);
  }

  /// RMSNorm of each head, in float32.
  private Tensor normed(Tensor some, @Nullable Tensor gain) {
    return gain == null ? some : norm(some.to(torch.ScalarType.Float), gain, config);
  }

  /// A map of frozen weights, (out, in), in their own precision.
  public static UnaryOperator<Tensor> map(Tensor weight) {
    return x -> torch.linear(x.to(weight), weight);
  }

  /// RMSNorm of the last dimension, as long as `gain`.
  public static Tensor norm(Tensor x, Tensor gain, ModelConfig config) {
    return torch.rms_norm(
        x,
        new long[] {gain.size(0)},
        new TensorOptional(gain),
        new DoubleOptional(config.epsilon()));
  }

  /// Attention with grouped queries; (sequences, heads, steps, headDim), keys and values with their
  /// own number of heads and steps.
  ///
  /// @param mask true where something is to be seen, or null for all up to the own step
  public static Tensor attend(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
    return torch.scaled_dot_product_attention(
        q,
        k,
        v,
        mask == null ? new TensorOptional() : new TensorOptional(mask),
        0,
        mask == null,
        new DoubleOptional(),
        true);
  }
}
