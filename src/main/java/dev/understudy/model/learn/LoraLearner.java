package dev.understudy.model.learn;

import dev.understudy.model.BaseFile;
import dev.understudy.model.Device;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.LoraParameters.Group;
import dev.understudy.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Learns low-rank corrections to a frozen base.
public final class LoraLearner implements Learner {
  private final LoraParameters parameters;
  private final List<Linear> maps = new ArrayList<>();
  private final Dropout dropout;
  private final Team team;
  private final Tiles tiles;
  private final Rooms rooms;
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
    this(base, lora, seed, device, false);
  }

  /// @param checkpointing whether activations are recomputed on the way back
  public LoraLearner(
      Weights base, LoraConfig lora, long seed, Device device, boolean checkpointing) {
    parameters = new LoraParameters(base.config(), lora, seed, device);
    if (!device.own()) {
      parameters.begin(base); // our own maps do that for theirs
    }
    dropout = new Dropout(lora.dropout());
    team = new Team(device.own() ? Native.threads() : 1);
    tiles = new Tiles(team.size());
    rooms = new Rooms(checkpointing);
    steps =
        new Steps(
            device.own()
                ? ours(new FrozenBase.InMemory(base, lora.scale(), dropout))
                : TorchLosses.lora(
                    base.on(device), device, parameters, lora.scale(), dropout, checkpointing));
  }

  /// Reads the frozen weights from a base's file one block at a time, so that beside what is kept
  /// of them hardly more is needed.
  ///
  /// @param base stays the caller's, who may close it at once
  public LoraLearner(BaseFile base, LoraConfig lora, long seed, Recipe.Memory memory) {
    parameters = new LoraParameters(base.config(), lora, seed, Device.CPU);
    dropout = new Dropout(lora.dropout());
    team = new Team(Native.threads());
    tiles = new Tiles(team.size());
    rooms = new Rooms(memory.checkpointing());
    double scale = lora.scale();
    steps =
        new Steps(
            ours(
                switch (memory.baseWeights()) {
                  case FLOAT32 -> new FileBase(base, scale, dropout);
                  case INT8 ->
                      new QuantisedBase(base, BlockFormat.Q8_0, scale, dropout, team, tiles);
                  case INT4 ->
                      new QuantisedBase(base, BlockFormat.Q4_0, scale, dropout, team, tiles);
                }));
  }

  private Decoder ours(FrozenBase base) {
    ModelConfig config = base.config();
    FrozenBase.Ends ends = base.ends();
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < config.layers(); i++) {
      rooms.nextBlock();
      Weights.Layer w = base.layer(i);
      blocks.add(
          new Block(
              config,
              new Norm(w.attentionNorm(), null, config.epsilon()),
              map(base, i, Group.QKV, w.qkv()),
              Heads.of(config, w.heads(), null),
              map(base, i, Group.OUTPUT, w.output()),
              new Norm(w.feedForwardNorm(), null, config.epsilon()),
              map(base, i, Group.GATE_UP, w.gateUp()),
              map(base, i, Group.DOWN, w.down()),
              rooms));
      base.done(w);
    }
    Head head = new Head(ends.head(), null);
    return new Decoder(config, ends.embedding(), blocks, ends.norm(), head, rooms, team);
  }

  private Linear map(FrozenBase base, int layer, Group group, Tensor weight) {
    LoraParameters.Stack stack = parameters.stack(layer, group);
    stack.begin(weight);
    Linear map = base.map(layer, group, weight, stack, rooms.of(weight.size(1)));
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
    refresh();
    dropout.on(false);
    return steps.evaluate(examples);
  }

  private void refresh() {
    try (PointerScope scope = new PointerScope()) {
      maps.forEach(map -> map.refresh(team));
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
    tiles.close();
    parameters.close();
  }
}
