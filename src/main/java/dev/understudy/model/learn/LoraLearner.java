package dev.understudy.model.learn;

import dev.understudy.model.Device;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.LoraParameters.Group;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Learns low-rank corrections to a frozen base.
public final class LoraLearner implements Learner {
  private final LoraParameters parameters;
  private final List<LoraLinear> maps = new ArrayList<>();
  private final Dropout dropout;
  private final Team team;
  private final Steps steps;

  /// On the CPU, by our own kernels.
  ///
  /// @param seed of the initial A
  public LoraLearner(Weights base, LoraConfig lora, long seed) {
    this(base, lora, seed, Device.CPU);
  }

  /// Copies the blocks' linear weights (see [LoraLinear]) and keeps references to the others, so
  /// the base may be closed to save memory.
  ///
  /// @param seed of the initial A
  /// @param device where parameters, gradients and the frozen weights are
  public LoraLearner(Weights base, LoraConfig lora, long seed, Device device) {
    parameters = new LoraParameters(base.config(), lora, seed, device);
    dropout = new Dropout(lora.dropout());
    team = new Team(device.own() ? Native.threads() : 1);
    steps =
        new Steps(
            device.own()
                ? ours(base, lora)
                : TorchLosses.lora(base.on(device), device, parameters, lora.scale(), dropout));
  }

  private Decoder ours(Weights base, LoraConfig lora) {
    ModelConfig config = base.config();
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < config.layers(); i++) {
      Weights.Layer w = base.layers().get(i);
      blocks.add(
          new Block(
              config,
              new Norm(w.attentionNorm(), null, config.epsilon()),
              map(w.qkv(), lora, parameters.stack(i, Group.QKV)),
              Heads.of(config, w.heads(), null),
              map(w.output(), lora, parameters.stack(i, Group.OUTPUT)),
              new Norm(w.feedForwardNorm(), null, config.epsilon()),
              map(w.gateUp(), lora, parameters.stack(i, Group.GATE_UP)),
              map(w.down(), lora, parameters.stack(i, Group.DOWN))));
    }
    Norm finalNorm = new Norm(base.finalNorm(), null, config.epsilon());
    Head head = new Head(base.head(), null);
    return new Decoder(config, base.embedding(), null, blocks, finalNorm, head, team);
  }

  private LoraLinear map(Tensor weight, LoraConfig lora, LoraParameters.Stack stack) {
    LoraLinear map = new LoraLinear(weight, stack, lora.scale(), dropout);
    maps.add(map);
    return map;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters.named();
  }

  @Override
  public List<Parameter> vectors() {
    return List.of(parameters.vector());
  }

  @Override
  public double step(List<Example> examples) {
    refresh();
    dropout.on(true);
    parameters.vector().gradient().zero_();
    return steps.learn(examples);
  }

  @Override
  public Team team() {
    return team;
  }

  @Override
  public Loss evaluate(List<Example> examples) {
    refresh();
    dropout.on(false);
    return steps.evaluate(examples);
  }

  private void refresh() {
    try (PointerScope scope = new PointerScope()) {
      maps.forEach(LoraLinear::refresh);
    }
  }

  @Override
  public void seed(long seed) {
    torch.manual_seed(seed);
  }

  /// A copy of what was learnt so far.
  public LoraAdapter adapter() {
    return parameters.adapter();
  }

  /// Goes on from another adapter of the same shape.
  ///
  /// @throws IllegalArgumentException when its targets or sizes are others
  public void set(LoraAdapter adapter) {
    parameters.set(adapter);
  }

  @Override
  public void close() {
    steps.close();
    team.close();
    parameters.close();
  }
}
