package dev.understudy.model.learn;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Rope;
import dev.understudy.model.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// The decoder written plainly, one example at a time, with gradients by libtorch's autograd in
/// float64: what ours is compared with. Uses no code of the learners. Call within a PointerScope.
final class Reference {
  private final ModelConfig config;
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();
  private final double loraScale;
  private final boolean dora;

  /// All of the base's tensors learn; adapters too where `lora` holds any.
  Reference(Weights base, LoraConfig lora, List<Parameter> adapter) {
    config = base.config();
    loraScale = lora == null ? 0 : lora.scale();
    dora = lora != null && lora.dora();
    leaf("model.embed_tokens.weight", base.embedding());
    leaf("lm_head.weight", base.head());
    leaf("model.norm.weight", base.finalNorm());
    for (int i = 0; i < config.layers(); i++) {
      String prefix = "model.layers." + i + ".";
      leaf(prefix + "input_layernorm.weight", base.layers().get(i).attentionNorm());
      leaf(prefix + "post_attention_layernorm.weight", base.layers().get(i).feedForwardNorm());
      for (String module : Weights.linearModules()) {
        leaf(prefix + module + ".weight", base.module(prefix + module));
      }
    }
    if (config.tiedHead()) {
      leaves.put("lm_head.weight", leaves.get("model.embed_tokens.weight"));
    }
    adapter.forEach(p -> leaf(p.name(), p.value()));
  }

  private void leaf(String name, Tensor value) {
    Tensor copy = value.to(torch.ScalarType.Double).clone().detach();
    copy.set_requires_grad(true);
    leaves.put(name, copy);
  }

  /// Mean loss per target, as a scalar that knows its history.
  Tensor loss(List<Example> examples) {
    Tensor sum = torch.zeros(new long[] {}, new TensorOptions(torch.ScalarType.Double));
    long targets = 0;
    for (Example e : examples) {
      Tensor logProbabilities = torch.log_softmax(logits(e.tokens()), -1);
      for (int i = 1; i < e.tokens().length; i++) {
        if (e.target()[i]) {
          sum = sum.sub(logProbabilities.select(0, i - 1).select(0, e.tokens()[i]));
          targets++;
        }
      }
    }
    return sum.div(new Scalar((double) targets));
  }

  void backward(Tensor loss) {
    loss.backward(new Tensor(), new BoolOptional(false), false, new TensorArrayRefOptional());
  }

  Tensor gradient(String name) {
    return new Tensor(leaves.get(name).grad());
  }

  private Tensor logits(int[] tokens) {
    long time = tokens.length;
    long[] ids = new long[tokens.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens[i];
    }
    Tensor x = leaves.get("model.embed_tokens.weight").index_select(0, Tensors.longs(ids));
    for (int i = 0; i < config.layers(); i++) {
      String prefix = "model.layers." + i + ".";
      Tensor n = norm(x, prefix + "input_layernorm.weight");
      Tensor q = heads(map(n, prefix + "self_attn.q_proj"), config.heads());
      Tensor k = heads(map(n, prefix + "self_attn.k_proj"), config.kvHeads());
      Tensor v = heads(map(n, prefix + "self_attn.v_proj"), config.kvHeads());
      long repeats = config.heads() / config.kvHeads();
      k =
          k.repeat_interleave(
              repeats,
              new org.bytedeco.pytorch.LongOptional(0),
              new org.bytedeco.pytorch.LongOptional());
      v =
          v.repeat_interleave(
              repeats,
              new org.bytedeco.pytorch.LongOptional(0),
              new org.bytedeco.pytorch.LongOptional());
      try (Rope rope = Rope.of(config, tokens.length)) {
        Tensor cos = rope.cos().to(torch.ScalarType.Double);
        Tensor sin = rope.sin().to(torch.ScalarType.Double);
        q = Rope.rotate(q, cos, sin);
        k = Rope.rotate(k, cos, sin);
      }
      Tensor scores = q.matmul(k.transpose(1, 2)).mul(new Scalar(1 / Math.sqrt(config.headDim())));
      Tensor future = torch.ones(time, time).triu(1).to(torch.ScalarType.Bool);
      Tensor weights = torch.softmax(scores.masked_fill(future, new Scalar(-1e30)), -1);
      Tensor seen = weights.matmul(v).transpose(0, 1).reshape(time, -1);
      x = x.add(map(seen, prefix + "self_attn.o_proj"));
      n = norm(x, prefix + "post_attention_layernorm.weight");
      Tensor inner =
          torch.silu(map(n, prefix + "mlp.gate_proj")).mul(map(n, prefix + "mlp.up_proj"));
      x = x.add(map(inner, prefix + "mlp.down_proj"));
    }
    return norm(x, "model.norm.weight").matmul(leaves.get("lm_head.weight").t());
  }

  private Tensor map(Tensor x, String module) {
    Tensor y = x.matmul(leaves.get(module + ".weight").t());
    Tensor a = leaves.get(module + ".lora_A");
    if (a == null) {
      return y;
    }
    Tensor b = leaves.get(module + ".lora_B");
    Tensor z = y.add(x.matmul(a.t()).matmul(b.t()).mul(new Scalar(loraScale)));
    if (!dora) {
      return z;
    }
    Tensor whole =
        leaves.get(module + ".weight").add(b.matmul(a).mul(new Scalar(loraScale))).detach();
    Tensor lengths = whole.mul(whole).sum(1).sqrt(); // constant, see DoRA, section 4.3
    return z.mul(leaves.get(module + ".lora_magnitude_vector").div(lengths));
  }

  private Tensor heads(Tensor x, long heads) {
    return x.view(x.size(0), heads, config.headDim()).transpose(0, 1);
  }

  private Tensor norm(Tensor x, String gain) {
    Tensor mean = x.mul(x).mean(new long[] {-1}, true, new ScalarTypeOptional());
    return x.mul(mean.add(new Scalar((double) config.epsilon())).rsqrt()).mul(leaves.get(gain));
  }
}
