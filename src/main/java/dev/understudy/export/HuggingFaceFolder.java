package dev.understudy.export;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Sampling;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A whole model as Hugging Face lays it out: `config.json`, tokenizer, and weights in safetensors,
/// in several files above a size.
final class HuggingFaceFolder {
  /// What a base's own folder is asked for; its configuration and weights are written anew.
  private static final List<String> COPIED =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "vocab.json",
          "merges.txt",
          "tokenizer.model",
          "LICENSE",
          "NOTICE");

  private final Subject subject;
  private final ModelConfig config;
  private final Architecture architecture;

  HuggingFaceFolder(Subject subject, ModelConfig config, Architecture architecture) {
    this.subject = subject;
    this.config = config;
    this.architecture = architecture;
  }

  /// Refuses before anything is written what would be lost in this layout.
  void check() {
    Path base = subject.base().weights();
    if (Files.isDirectory(base)) {
      return;
    }
    try (Gguf file = Gguf.open(base)) {
      String scaling = architecture.gguf() + ".rope.scaling.type";
      boolean scaled =
          file.tensors().containsKey("rope_freqs.weight")
              || !file.text(scaling).orElse("none").equals("none");
      if (scaled) {
        throw new UserException(
            base.toString(),
            "has scaled rotary angles, which are not written to config.json yet",
            "Export --format gguf.");
      }
    }
    TokenTable.of(subject.base(), config.vocabulary()).tokenizerJson();
  }

  void write(Path folder, Weights weights, BlockType type, long shardBytes, LongConsumer written) {
    DataType stored = DataType.valueOf(type.name());
    AtomicFiles.createFolder(folder);
    weights(folder, WeightsFile.tensors(weights, stored), shardBytes, written);
    Path base = subject.base().weights();
    if (Files.isDirectory(base)) {
      copy(base, folder);
      Json.write(folder.resolve("config.json"), config(base, type));
      generation(folder, ids(base));
    } else {
      TokenTable tokens = TokenTable.of(subject.base(), config.vocabulary());
      AtomicFiles.write(folder.resolve("tokenizer.json"), Json.line(tokens.tokenizerJson()));
      Json.write(folder.resolve("tokenizer_config.json"), tokens.tokenizerConfig(config.context()));
      Json.write(folder.resolve("special_tokens_map.json"), tokens.specialTokens());
      Json.write(folder.resolve("config.json"), config(tokens, type));
      generation(folder, ids(tokens));
    }
  }

  private static void copy(Path base, Path folder) {
    for (String name : COPIED) {
      Path file = base.resolve(name);
      if (Files.isRegularFile(file)) {
        AtomicFiles.write(folder.resolve(name), out -> Files.copy(file, out));
      }
    }
  }

  private static void weights(
      Path folder, List<NamedTensor> tensors, long shardBytes, LongConsumer written) {
    List<List<NamedTensor>> shards = shards(tensors, shardBytes);
    Map<String, String> homes = new LinkedHashMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name =
          shards.size() == 1
              ? "model.safetensors"
              : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      SafetensorsWriter.write(folder.resolve(name), shards.get(i), Map.of("format", "pt"), written);
      shards.get(i).forEach(tensor -> homes.put(tensor.name(), name));
    }
    if (shards.size() > 1) {
      long bytes = tensors.stream().mapToLong(NamedTensor::bytes).sum();
      Map<String, Object> index = new LinkedHashMap<>();
      index.put("metadata", Map.of("total_size", bytes));
      index.put("weight_map", homes);
      Json.write(folder.resolve("model.safetensors.index.json"), index);
    }
  }

  /// Whole tensors together up to a size; a larger one is alone.
  static List<List<NamedTensor>> shards(List<NamedTensor> tensors, long most) {
    List<List<NamedTensor>> shards = new ArrayList<>();
    List<NamedTensor> shard = new ArrayList<>();
    long bytes = 0;
    for (NamedTensor tensor : tensors) {
      if (!shard.isEmpty() && bytes + tensor.bytes() > most) {
        shards.add(shard);
        shard = new ArrayList<>();
        bytes = 0;
      }
      shard.add(tensor);
      bytes += tensor.bytes();
    }
    shards.add(shard);
    return shards;
  }

  /// The base's own, with the type that is written now.
  private static JsonNode config(Path base, BlockType type) {
    JsonNode json = Json.read(base.resolve("config.json"), JsonNode.class);
    if (json instanceof ObjectNode object) {
      object.remove(List.of("quantization_config", "dtype", "torch_dtype"));
      object.put("dtype", dtype(type));
      object.put("torch_dtype", dtype(type));
    }
    return json;
  }

  private Map<String, Object> config(TokenTable tokens, BlockType type) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of(architecture.modelClass()));
    json.put("dtype", dtype(type));
    json.put("torch_dtype", dtype(type)); // transformers before version 5
    json.putAll(config.toHuggingFace());
    json.put("rope_scaling", null);
    json.put("hidden_act", "silu");
    json.put("attention_bias", false);
    json.put("mlp_bias", false);
    json.put("attention_dropout", 0.0);
    json.put("use_cache", true);
    json.putAll(ids(tokens));
    return json;
  }

  private static String dtype(BlockType type) {
    return switch (type) {
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      default -> throw new IllegalArgumentException(type.name().toLowerCase(Locale.ROOT));
    };
  }

  private static Map<String, Object> ids(TokenTable tokens) {
    Map<String, Object> json = new LinkedHashMap<>();
    tokens.id(TokenTable.Mark.BEGINNING).ifPresent(id -> json.put("bos_token_id", id));
    int[] ends =
        IntStream.concat(
                tokens.id(TokenTable.Mark.END_OF_TURN).stream(),
                tokens.id(TokenTable.Mark.END).stream())
            .distinct()
            .toArray();
    if (ends.length > 0) {
      json.put("eos_token_id", ends.length == 1 ? (Object) ends[0] : ends);
    }
    tokens.id(TokenTable.Mark.PADDING).ifPresent(id -> json.put("pad_token_id", id));
    return json;
  }

  /// What the base's own files say of these tokens.
  private static Map<String, Object> ids(Path base) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (String file : List.of("config.json", "generation_config.json")) {
      Path path = base.resolve(file);
      Optional<JsonNode> own =
          Files.isRegularFile(path)
              ? Optional.of(Json.read(path, JsonNode.class))
              : Optional.empty();
      for (String key : List.of("bos_token_id", "eos_token_id", "pad_token_id")) {
        own.map(node -> node.path(key))
            .filter(node -> !node.isMissingNode() && !node.isNull())
            .ifPresent(node -> json.put(key, node));
      }
    }
    return json;
  }

  /// How he talks here.
  private static void generation(Path folder, Map<String, Object> ids) {
    Sampling chat = Sampling.chat();
    Map<String, Object> json = new LinkedHashMap<>(ids);
    json.put("do_sample", true);
    json.put("temperature", chat.temperature());
    json.put("top_k", chat.topK());
    json.put("top_p", chat.topP());
    json.put("repetition_penalty", chat.repetitionPenalty());
    json.put("max_new_tokens", chat.maxTokens());
    Json.write(folder.resolve("generation_config.json"), json);
  }
}
