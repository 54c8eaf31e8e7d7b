package dev.understudy.export;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.GgufTensor;
import dev.understudy.tensor.GgufWriter;
import dev.understudy.tensor.NamedTensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/// A whole model as one GGUF file for llama.cpp.
///
/// What llama.cpp keeps finer than the rest is kept so here: norms in float32; the head (or the
/// embedding where it is the head) in Q8_0 when the rest has fewer bits; and rows that are not
/// whole blocks in F16.
final class GgufModel {
  private static final String ROPE = "rope_freqs.weight";

  private final Subject subject;
  private final ModelConfig config;
  private final Architecture architecture;

  GgufModel(Subject subject, ModelConfig config, Architecture architecture) {
    this.subject = subject;
    this.config = config;
    this.architecture = architecture;
  }

  /// Refuses before anything is written what llama.cpp would misunderstand.
  void check() {
    Path base = subject.base().weights();
    if (!Files.isDirectory(base)) {
      return;
    }
    TokenTable.of(subject.base(), config.vocabulary());
    Path path = base.resolve("config.json");
    JsonNode json = Json.read(path, JsonNode.class);
    for (String key : List.of("rope_parameters", "rope_scaling")) {
      JsonNode scaling = json.path(key);
      String kind = scaling.path("rope_type").asString(scaling.path("type").asString("default"));
      if (!kind.equals("default")) {
        throw new UserException(
            path.toString(),
            "scales rotary angles by `" + kind + "`, which is not written to GGUF yet",
            "Export --format safetensors.");
      }
    }
  }

  void write(Path file, Weights weights, String name, BlockType type, LongConsumer written) {
    List<GgufTensor> tensors = tensors(weights, type);
    GgufWriter.write(file, metadata(name, type), tensors, written);
  }

  private List<GgufTensor> tensors(Weights weights, BlockType type) {
    List<GgufTensor> tensors = new ArrayList<>();
    for (NamedTensor tensor : WeightsFile.tensors(weights, DataType.F32)) {
      String name = tensor.name();
      long[] shape = tensor.info().shape();
      GgufTensor stored =
          GgufTensor.of(ggufName(name), type(name, shape, type), tensor.values(), shape);
      tensors.add(
          shape.length == 1 ? stored : stored.withRows(row -> architecture.row(name, config, row)));
    }
    addAngles(tensors);
    return tensors;
  }

  /// Factors of the rotary angles that a base in GGUF carries as a tensor.
  private void addAngles(List<GgufTensor> tensors) {
    if (Files.isDirectory(subject.base().weights())) {
      return;
    }
    try (Gguf file = Gguf.open(subject.base().weights())) {
      if (file.tensors().containsKey(ROPE)) {
        float[] factors = new float[(int) file.tensors().get(ROPE).elements()];
        file.read(ROPE, MemorySegment.ofArray(factors));
        tensors.add(GgufTensor.of(ROPE, BlockType.F32, factors, factors.length));
      }
    }
  }

  static String ggufName(String name) {
    return Architecture.gguf(name)
        .orElseThrow(() ->
            new UserException(
                "tensor " + name,
                "has no name in GGUF that is known here",
                "Export --format safetensors."));
  }

  /// How a tensor is stored in a file of `type`.
  private BlockType type(String name, long[] shape, BlockType type) {
    if (shape.length == 1) {
      return BlockType.F32;
    }
    if (!type.isQuantized()) {
      return type;
    }
    boolean head = name.equals(config.tiedHead() ? "model.embed_tokens.weight" : "lm_head.weight");
    BlockType finer = head ? BlockType.Q8_0 : type;
    return shape[1] % finer.elements() == 0 ? finer : BlockType.F16;
  }

  /// About the bytes of the file.
  long bytes(BlockType type) {
    long width = config.width();
    long perLayer =
        2 * width * config.heads() * config.headDim()
            + 2 * width * config.kvHeads() * config.headDim()
            + 3 * width * config.feedForward();
    long all =
        config.layers() * perLayer + (config.tiedHead() ? 1 : 2) * width * config.vocabulary();
    // The head in more bits than the rest, and the tokenizer.
    return type.bytes(all / 256 * 256)
        + width * config.vocabulary()
        + 64L * config.vocabulary()
        + (1 << 20);
  }

  private Map<String, Object> metadata(String name, BlockType type) {
    Map<String, Object> all = GgufMetadata.general(subject, architecture, "model", name, type);
    if (type.isQuantized()) {
      all.put("general.quantization_version", 2);
    }
    if (Files.isDirectory(subject.base().weights())) {
      all.putAll(shape());
      all.putAll(TokenTable.of(subject.base(), config.vocabulary()).metadata());
    } else {
      GgufMetadata.ofFile(subject.base().weights())
          .forEach((key, value) -> {
            if (!key.startsWith("general.") || key.equals("general.size_label")) {
              all.put(key, value);
            }
          });
    }
    return all;
  }

  private Map<String, Object> shape() {
    Map<String, Object> all = new LinkedHashMap<>();
    String prefix = architecture.gguf() + ".";
    all.put(prefix + "block_count", config.layers());
    all.put(prefix + "context_length", config.context());
    all.put(prefix + "embedding_length", config.width());
    all.put(prefix + "feed_forward_length", config.feedForward());
    all.put(prefix + "attention.head_count", config.heads());
    all.put(prefix + "attention.head_count_kv", config.kvHeads());
    all.put(prefix + "attention.key_length", config.headDim());
    all.put(prefix + "attention.value_length", config.headDim());
    all.put(prefix + "attention.layer_norm_rms_epsilon", config.epsilon());
    all.put(prefix + "rope.dimension_count", config.headDim());
    all.put(prefix + "rope.freq_base", config.ropeTheta());
    all.put(prefix + "vocab_size", config.vocabulary());
    return all;
  }
}
