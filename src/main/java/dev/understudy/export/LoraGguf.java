package dev.understudy.export;

import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.GgufTensor;
import dev.understudy.tensor.GgufWriter;
import dev.understudy.tensor.TensorFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/// An adapter as llama.cpp lays it over a base: for the weight NAME of the base the tensors
/// NAME.lora_a, (rank, in), and NAME.lora_b, (out, rank). The rows of B are in the order in which
/// GGUF has the rows of the weight.
final class LoraGguf {
  private static final String A = ".lora_a";
  private static final String B = ".lora_b";
  private static final String ALPHA = "adapter.lora.alpha";

  private final ModelConfig config;
  private final Architecture architecture;

  LoraGguf(ModelConfig config, Architecture architecture) {
    this.config = config;
    this.architecture = architecture;
  }

  /// Refuses what llama.cpp can't lay over a base.
  static void check(Path adapter) {
    Path path = adapter.resolve("adapter_config.json");
    if (Json.read(path, JsonNode.class).path("use_dora").asBoolean(false)) {
      throw new UserException(
          path.toString(),
          "is a DoRA adapter, which llama.cpp does not know",
          "Export it merged into its base: --format gguf.");
    }
  }

  void write(
      Path file, LoraAdapter adapter, Subject subject, BlockType type, LongConsumer written) {
    Map<String, Object> metadata =
        GgufMetadata.general(
            subject, architecture, "adapter", subject.sheet().name() + " (LoRA)", type);
    metadata.put("adapter.type", "lora");
    // llama.cpp multiplies with alpha / rank, whatever rule the scale came from.
    int rank = adapter.config().rank();
    metadata.put(ALPHA, (float) (adapter.config().scale() * rank));
    List<GgufTensor> tensors = new ArrayList<>();
    adapter
        .pairs()
        .forEach((module, pair) -> {
          String name = GgufModel.ggufName(module + ".weight");
          tensors.add(GgufTensor.of(name + A, type, pair.a(), rank, pair.a().length / rank));
          tensors.add(
              GgufTensor.of(name + B, type, pair.b(), pair.b().length / rank, rank)
                  .withRows(row -> architecture.row(module, config, row)));
        });
    GgufWriter.write(file, metadata, tensors, written);
  }

  /// Reads what [#write] has written.
  LoraAdapter read(Path path) {
    try (Gguf file = Gguf.open(path)) {
      int rank = 0;
      Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
      Set<String> targets = new LinkedHashSet<>();
      for (int layer = 0; layer < config.layers(); layer++) {
        for (String part : Weights.linearModules()) {
          String module = "model.layers." + layer + "." + part;
          String name = GgufModel.ggufName(module + ".weight");
          TensorFile.Info info = file.tensors().get(name + A);
          if (info != null) {
            rank = (int) info.shape()[0];
            pairs.put(
                module,
                new LoraAdapter.Pair(
                    floats(file, name + A), inOrder(module, floats(file, name + B), rank)));
            targets.add(part.substring(part.indexOf('.') + 1));
          }
        }
      }
      if (2 * pairs.size() != file.tensors().size()) {
        throw new UserException(
            path.toString(),
            "holds %d tensors, of which %d belong to the base"
                .formatted(file.tensors().size(), 2 * pairs.size()),
            "Use an adapter made for this base.");
      }
      double alpha = file.number(ALPHA).orElse(0.0);
      return new LoraAdapter(new LoraConfig(rank, alpha, 0, List.copyOf(targets)), pairs);
    }
  }

  private float[] inOrder(String module, float[] stored, int rank) {
    float[] b = new float[stored.length];
    for (int row = 0; row < stored.length / rank; row++) {
      int from = (int) architecture.rowBack(module, config, row);
      System.arraycopy(stored, from * rank, b, row * rank, rank);
    }
    return b;
  }

  private static float[] floats(Gguf file, String name) {
    TensorFile.Info info = file.tensors().get(name);
    // Reading one that is not there tells so.
    float[] values = new float[info == null ? 0 : (int) info.elements()];
    file.read(name, MemorySegment.ofArray(values));
    return values;
  }
}
