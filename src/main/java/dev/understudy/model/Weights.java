package dev.understudy.model;

import dev.understudy.base.BaseModel;
import dev.understudy.model.WeightsReader.Naming;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The weights of one decoder as contiguous float32 tensors in memory owned by libtorch.
///
/// Query, key and value projections are one tensor, so are gate and up: each is one pass over the
/// input. Rows of query and key are in the half-split rotary layout of Hugging Face checkpoints.
/// The tensors live until [#close()].
public final class Weights implements AutoCloseable {
  /// One block.
  ///
  /// @param attentionNorm (width)
  /// @param qkv ((heads + 2 kvHeads) headDim, width): rows of q, then k, then v
  /// @param heads what is done to its product before rotation
  /// @param output (width, heads headDim)
  /// @param feedForwardNorm (width)
  /// @param gateUp (2 feedForward, width): rows of gate, then up
  /// @param down (width, feedForward)
  public record Layer(
      Tensor attentionNorm,
      Tensor qkv,
      Heads heads,
      Tensor output,
      Tensor feedForwardNorm,
      Tensor gateUp,
      Tensor down)
      implements AutoCloseable {
    List<Tensor> all() {
      List<Tensor> all = new ArrayList<>(List.of(attentionNorm, qkv));
      all.addAll(heads.all());
      all.addAll(List.of(output, feedForwardNorm, gateUp, down));
      return all;
    }

    @Override
    public void close() {
      all().forEach(Tensor::close);
    }
  }

  /// Biases of queries, keys and values, and norms of each query and key, where a family has them.
  ///
  /// @param bias ((heads + 2 kvHeads) headDim), or null
  /// @param queryNorm (headDim), or null
  /// @param keyNorm (headDim), or null
  public record Heads(@Nullable Tensor bias, @Nullable Tensor queryNorm, @Nullable Tensor keyNorm) {
    /// Those there are, in this order.
    public List<Tensor> all() {
      return Stream.of(bias, queryNorm, keyNorm).flatMap(Stream::ofNullable).toList();
    }

    /// The same made of other tensors, e.g. of gradients.
    public Heads map(UnaryOperator<Tensor> other) {
      return new Heads(
          bias == null ? null : other.apply(bias),
          queryNorm == null ? null : other.apply(queryNorm),
          keyNorm == null ? null : other.apply(keyNorm));
    }
  }

  private final ModelConfig config;
  private final Tensor embedding;
  private final Tensor head;
  private final Tensor finalNorm;
  private final List<Layer> layers;

  private Weights(
      ModelConfig config, Tensor embedding, Tensor head, Tensor finalNorm, List<Layer> layers) {
    this.config = config;
    this.embedding = embedding;
    this.head = head;
    this.finalNorm = finalNorm;
    this.layers = List.copyOf(layers);
  }

  /// Allocates without filling.
  Weights(ModelConfig config) {
    Native.load();
    this.config = config;
    embedding = empty(config.vocabulary(), config.width());
    head = config.tiedHead() ? embedding : empty(config.vocabulary(), config.width());
    finalNorm = empty(config.width());
    List<Layer> all = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      all.add(layer(config));
    }
    layers = List.copyOf(all);
  }

  /// One block, allocated without filling.
  static Layer layer(ModelConfig config) {
    return new Layer(
        empty(config.width()),
        empty(config.qkvRows(), config.width()),
        heads(config),
        empty(config.width(), (long) config.heads() * config.headDim()),
        empty(config.width()),
        empty(2L * config.feedForward(), config.width()),
        empty(config.width(), config.feedForward()));
  }

  private static Heads heads(ModelConfig config) {
    ModelConfig.Variant v = config.variant();
    return new Heads(
        v.biases() ? empty(config.qkvRows()) : null,
        v.headNorms() ? empty(config.headDim()) : null,
        v.headNorms() ? empty(config.headDim()) : null);
  }

  /// Reads a base's weights; the file is unmapped again when this returns.
  ///
  /// @throws UserException when the base is of another architecture, or its file does not hold what
  ///   it promises
  public static Weights load(BaseModel base) {
    return load(base.weights());
  }

  /// Reads a GGUF file, or a folder with safetensors and `config.json`.
  public static Weights load(Path path) {
    try (TensorFile file = TensorFiles.open(path)) {
      ModelConfig config = ModelConfig.of(path, file);
      var naming = file instanceof Gguf ? Naming.GGUF : Naming.HUGGING_FACE;
      return new WeightsReader(file, naming, path.toString(), config).read();
    }
  }

  /// Small random weights for tests: uniform with variance 1/inputs (norms near one, biases near
  /// zero), the same for the same seed.
  public static Weights random(ModelConfig config, long seed) {
    Weights weights = new Weights(config);
    SplittableRandom random = new SplittableRandom(seed);
    Set<Long> biases =
        weights.layers.stream()
            .flatMap(l -> Stream.ofNullable(l.heads().bias()))
            .map(b -> b.data_ptr().address())
            .collect(Collectors.toSet());
    for (Tensor t : weights.all()) {
      boolean norm = t.dim() == 1 && !biases.contains(t.data_ptr().address());
      float bound = t.dim() == 1 ? 0.2f : (float) Math.sqrt(3.0 / t.size(1));
      NativeFloats values = NativeFloats.of(t);
      for (long i = 0; i < values.size(); i++) {
        values.set(i, (norm ? 1 : 0) + bound * (2 * (float) random.nextDouble() - 1));
      }
    }
    return weights;
  }

  /// The same on a device, matrices in its precision, norms in float32; in the same memory where
  /// they are so already. Either may be closed before the other.
  public Weights on(Device device) {
    try (PointerScope scope = new PointerScope()) {
      Tensor there = matrix(embedding, device);
      List<Layer> all = new ArrayList<>();
      for (Layer l : layers) {
        all.add(
            new Layer(
                keep(device.floats(l.attentionNorm())),
                matrix(l.qkv(), device),
                l.heads().map(t -> keep(device.floats(t))),
                matrix(l.output(), device),
                keep(device.floats(l.feedForwardNorm())),
                matrix(l.gateUp(), device),
                matrix(l.down(), device)));
      }
      Tensor otherHead = config.tiedHead() ? there : matrix(head, device);
      return new Weights(config, there, otherHead, keep(device.floats(finalNorm)), all);
    }
  }

  private static Tensor matrix(Tensor tensor, Device device) {
    return keep(device.put(tensor, device.precision()));
  }

  private static Tensor keep(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  public ModelConfig config() {
    return config;
  }

  /// (vocabulary, width)
  public Tensor embedding() {
    return embedding;
  }

  /// (vocabulary, width), the same tensor as [#embedding()] when the model ties them.
  public Tensor head() {
    return head;
  }

  /// (width)
  public Tensor finalNorm() {
    return finalNorm;
  }

  public List<Layer> layers() {
    return layers;
  }

  /// The part of a fused tensor that a Hugging Face module name means, e.g.
  /// `model.layers.3.self_attn.q_proj`: (out, in), a view that shares memory. It belongs to the
  /// caller's [PointerScope].
  public Tensor module(String name) {
    if (name.equals("lm_head")) {
      return head.view(head.sizes());
    }
    if (name.equals("model.embed_tokens")) {
      return embedding.view(embedding.sizes());
    }
    String[] parts = name.split("\\.", 4);
    int index = parts.length == 4 && name.startsWith("model.layers.") ? number(parts[2]) : -1;
    if (index < 0 || index >= layers.size()) {
      throw unknown(name);
    }
    Layer l = layers.get(index);
    long q = (long) config.heads() * config.headDim();
    long kv = (long) config.kvHeads() * config.headDim();
    long ff = config.feedForward();
    return switch (parts[3]) {
      case "self_attn.q_proj" -> l.qkv().narrow(0, 0, q);
      case "self_attn.k_proj" -> l.qkv().narrow(0, q, kv);
      case "self_attn.v_proj" -> l.qkv().narrow(0, q + kv, kv);
      case "self_attn.o_proj" -> l.output().narrow(0, 0, config.width());
      case "mlp.gate_proj" -> l.gateUp().narrow(0, 0, ff);
      case "mlp.up_proj" -> l.gateUp().narrow(0, ff, ff);
      case "mlp.down_proj" -> l.down().narrow(0, 0, config.width());
      default -> throw unknown(name);
    };
  }

  /// Makes an adapter's corrections a part of the weights: W += s B A for each of its modules, with
  /// DoRA each row then brought to its learnt length: W = m (W + s B A) / |W + s B A|.
  ///
  /// @throws UserException when the adapter was made for a base of another shape; nothing is
  ///   changed
  public void merge(LoraAdapter adapter) {
    check(adapter);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      adapter.pairs().forEach((name, pair) -> add(module(name), pair, adapter.config()));
    }
  }

  /// @throws UserException when the adapter was made for a base of another shape
  void check(LoraAdapter adapter) {
    try (PointerScope scope = new PointerScope()) {
      adapter.pairs().forEach((name, pair) -> check(name, module(name), pair, adapter.config()));
    }
  }

  private static void check(String name, Tensor module, LoraAdapter.Pair pair, LoraConfig config) {
    long out = module.size(0);
    long in = module.size(1);
    int rank = config.rank();
    if (pair.a().length != rank * in
        || pair.b().length != rank * out
        || pair.magnitude().length != (config.dora() ? out : 0)) {
      throw new UserException(
          "adapter, module " + name,
          "its corrections do not fit a module of %d x %d at rank %d".formatted(out, in, rank),
          "Use the base it was trained on.");
    }
  }

  private static void add(Tensor module, LoraAdapter.Pair pair, LoraConfig config) {
    try (PointerScope scope = new PointerScope()) {
      Tensor a = Tensor.create(pair.a(), config.rank(), module.size(1));
      Tensor b = Tensor.create(pair.b(), module.size(0), config.rank());
      module.addmm_(b, a, new Scalar(1.0), new Scalar(config.scale()));
      if (config.dora()) {
        Tensor magnitude = Tensor.create(pair.magnitude(), module.size(0), 1);
        module.mul_(magnitude.div_(lengths(module)));
      }
    }
  }

  /// The length of each row of a matrix, (rows, 1), in the caller's scope.
  public static Tensor lengths(Tensor matrix) {
    return matrix.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
  }

  /// The linear modules of one block, as Hugging Face names them below `model.layers.N.`.
  public static Set<String> linearModules() {
    return new TreeSet<>(
        Set.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj"));
  }

  /// Every tensor once, in a fixed order.
  public List<Tensor> all() {
    List<Tensor> all = new ArrayList<>();
    all.add(embedding);
    if (!config.tiedHead()) {
      all.add(head);
    }
    all.add(finalNorm);
    for (Layer l : layers) {
      all.addAll(l.all());
    }
    return all;
  }

  /// Frees the tensors; none may be used afterwards.
  @Override
  public void close() {
    all().forEach(Tensor::close);
  }

  // An own reference, so that a PointerScope of the caller does not free the tensor.
  static Tensor empty(long... shape) {
    try (PointerScope scope = new PointerScope()) {
      Tensor tensor = org.bytedeco.pytorch.global.torch.empty(shape);
      tensor.retainReference();
      return tensor;
    }
  }

  private static int number(String text) {
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
  }

  private static UserException unknown(String name) {
    return new UserException(
        "module " + name,
        "this model has no such module",
        "Known are model.embed_tokens, lm_head and model.layers.N. with " + linearModules());
  }
}
