package dev.understudy.model.learn;

import dev.understudy.model.Device;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Learns all weights of a decoder, in place: the base given changes with every step of the
/// optimizer. It stays the caller's, who closes it after the learner.
public final class FullLearner implements Learner {
  private final ModelConfig config;
  private final Weights base;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Team team;
  private final Steps steps;

  /// On the CPU, by our own kernels.
  public FullLearner(Weights base) {
    this(base, Device.CPU);
  }

  /// On another device than the CPU a copy learns there, until [#fetch()].
  public FullLearner(Weights base, Device device) {
    this(base, device, false);
  }

  /// @param checkpointing whether activations are recomputed on the way back
  public FullLearner(Weights base, Device device, boolean checkpointing) {
    config = base.config();
    this.base = base;
    add("model.embed_tokens", base.embedding(), device);
    if (!config.tiedHead()) {
      add("lm_head", base.head(), device);
    }
    add("model.norm", base.finalNorm(), device);
    for (int i = 0; i < config.layers(); i++) {
      String prefix = "model.layers." + i + ".";
      Weights.Layer w = base.layers().get(i);
      add(prefix + "input_layernorm", w.attentionNorm(), device);
      add(prefix + "self_attn.qkv_proj", w.qkv(), device);
      Weights.Heads h = w.heads();
      add(prefix + "self_attn.qkv_proj.bias", h.bias(), device, false);
      add(prefix + "self_attn.q_norm.weight", h.queryNorm(), device, false);
      add(prefix + "self_attn.k_norm.weight", h.keyNorm(), device, false);
      add(prefix + "self_attn.o_proj", w.output(), device);
      add(prefix + "post_attention_layernorm", w.feedForwardNorm(), device);
      add(prefix + "mlp.gate_up_proj", w.gateUp(), device);
      add(prefix + "mlp.down_proj", w.down(), device);
    }
    team = new Team(device.own() ? Native.threads() : 1);
    steps =
        new Steps(
            device.own()
                ? ours(new Rooms(checkpointing))
                : TorchLosses.full(config, device, parameters, checkpointing));
  }

  private Decoder ours(Rooms rooms) {
    Iterator<Parameter> next = parameters.iterator();
    Parameter embedding = next.next();
    Parameter head = config.tiedHead() ? embedding : next.next();
    Norm finalNorm = norm(next.next());
    var blocks = new ArrayList<Block>();
    while (next.hasNext()) {
      rooms.nextBlock();
      blocks.add(
          new Block(
              config,
              norm(next.next()),
              map(next.next()),
              heads(next),
              map(next.next()),
              norm(next.next()),
              map(next.next()),
              map(next.next()),
              rooms));
    }
    return new Decoder(
        config,
        Embedding.of(embedding.value(), embedding.gradient()),
        blocks,
        finalNorm,
        new Head(head.value(), head.gradient()),
        rooms,
        team);
  }

  private static Linear map(Parameter p) {
    return new FullLinear(p.value(), p.gradient());
  }

  private Norm norm(Parameter p) {
    return new Norm(p.value(), p.gradient(), config.epsilon());
  }

  private @Nullable Heads heads(Iterator<Parameter> next) {
    ModelConfig.Variant v = config.variant();
    Parameter bias = v.biases() ? next.next() : null;
    Parameter query = v.headNorms() ? next.next() : null;
    Parameter key = v.headNorms() ? next.next() : null;
    return Heads.of(
        config,
        new Weights.Heads(value(bias), value(query), value(key)),
        new Weights.Heads(gradient(bias), gradient(query), gradient(key)));
  }

  private static @Nullable Tensor value(@Nullable Parameter p) {
    return p == null ? null : p.value();
  }

  private static @Nullable Tensor gradient(@Nullable Parameter p) {
    return p == null ? null : p.gradient();
  }

  private void add(String module, Tensor value, Device device) {
    add(module + ".weight", value, device, value.dim() > 1);
  }

  /// Nothing where the base has no such tensor.
  private void add(String name, @Nullable Tensor value, Device device, boolean decays) {
    if (value == null) {
      return;
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor there = Tensors.keep(device.floats(value));
      Tensor gradient = Tensors.zerosLike(there);
      parameters.add(new Parameter(name, there, gradient, decays));
    }
  }

  @Override
  public void fetch() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Iterator<Tensor> to = base.all().iterator(); // in the order of the parameters
      for (Parameter p : parameters) {
        to.next().copy_(p.value());
      }
    }
  }

  /// In the fused form of [Weights]: `qkv_proj` holds q, k and v, `gate_up_proj` gate and up.
  @Override
  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  @Override
  public List<Parameter> vectors() {
    return parameters();
  }

  @Override
  public double step(List<Example> examples) {
    parameters.forEach(p -> p.gradient().zero_());
    return steps.learn(examples);
  }

  /// Bytes of all that grew with the examples so far; 0 where libtorch keeps it.
  long activationBytes() {
    return steps.activationBytes();
  }

  @Override
  public Team team() {
    return team;
  }

  @Override
  public Loss evaluate(List<Example> examples) {
    return steps.evaluate(examples);
  }

  /// Nothing is random here.
  @Override
  public void seed(long seed) {}

  @Override
  public void close() {
    steps.close();
    team.close();
    for (Parameter p : parameters) {
      p.value().close();
      p.gradient().close();
    }
  }
}
