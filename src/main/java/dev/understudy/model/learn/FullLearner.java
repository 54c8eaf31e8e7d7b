package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Learns all weights of a decoder, in place: the base given changes with every step of the
/// optimizer. It stays the caller's, who closes it after the learner.
public final class FullLearner implements Learner {
  private final ModelConfig config;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Team team;
  private final Steps steps;

  public FullLearner(Weights base) {
    config = base.config();
    Parameter embedding = add("model.embed_tokens", base.embedding());
    Parameter head = config.tiedHead() ? embedding : add("lm_head", base.head());
    Norm finalNorm = norm("model.norm", base.finalNorm());
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < config.layers(); i++) {
      blocks.add(block("model.layers." + i + ".", base.layers().get(i)));
    }
    team = new Team(Native.threads());
    steps =
        new Steps(
            new Decoder(
                config,
                embedding.value(),
                embedding.gradient(),
                blocks,
                finalNorm,
                new Head(head.value(), head.gradient()),
                team));
  }

  private Block block(String prefix, Weights.Layer w) {
    return new Block(
        config,
        norm(prefix + "input_layernorm", w.attentionNorm()),
        map(prefix + "self_attn.qkv_proj", w.qkv()),
        map(prefix + "self_attn.o_proj", w.output()),
        norm(prefix + "post_attention_layernorm", w.feedForwardNorm()),
        map(prefix + "mlp.gate_up_proj", w.gateUp()),
        map(prefix + "mlp.down_proj", w.down()));
  }

  private Linear map(String name, Tensor weight) {
    Parameter p = add(name, weight);
    return new FullLinear(p.value(), p.gradient());
  }

  private Norm norm(String name, Tensor gain) {
    Parameter p = add(name, gain);
    return new Norm(p.value(), p.gradient(), config.epsilon());
  }

  private Parameter add(String name, Tensor value) {
    Tensor gradient = Tensors.zerosLike(value);
    parameters.add(new Parameter(name + ".weight", value, gradient, value.dim() > 1));
    return parameters.getLast();
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
    parameters.forEach(p -> p.gradient().close());
  }
}
