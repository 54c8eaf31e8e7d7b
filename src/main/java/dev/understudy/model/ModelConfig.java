package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The shape of a decoder of the llama family.
///
/// @param layers number of blocks
/// @param width size of the residual stream
/// @param heads number of query heads
/// @param kvHeads number of key/value heads, divides `heads`
/// @param headDim size of one head
/// @param feedForward inner size of the feed-forward part
/// @param vocabulary number of tokens
/// @param ropeTheta base of the rotary angles
/// @param epsilon added to the mean square in RMSNorm
/// @param context longest sequence it was trained for, in tokens
/// @param tiedHead whether the output head is the embedding itself
/// @param architecture as the file names it, e.g. `llama`
public record ModelConfig(
    int layers,
    int width,
    int heads,
    int kvHeads,
    int headDim,
    int feedForward,
    int vocabulary,
    float ropeTheta,
    float epsilon,
    int context,
    boolean tiedHead,
    String architecture) {

  public ModelConfig {
    if (layers < 1 || width < 1 || heads < 1 || kvHeads < 1 || feedForward < 1 || vocabulary < 1) {
      throw refused("the model's shape", "a size is missing or below one");
    }
    if (headDim < 2 || headDim % 2 != 0 || heads % kvHeads != 0 || context < 1) {
      throw refused(
          "the model's shape",
          heads + " heads, " + kvHeads + " key/value heads of " + headDim + " do not fit together");
    }
  }

  /// Number of rows of the fused query, key and value projection.
  public int qkvRows() {
    return (heads + 2 * kvHeads) * headDim;
  }

  /// From the metadata of a GGUF file, or from the `config.json` beside safetensors.
  ///
  /// @throws UserException when the architecture is another one (named), or a size is missing
  public static ModelConfig of(Path path, TensorFile file) {
    String where = path.toString();
    if (file instanceof Gguf gguf) {
      if (file.tensors().containsKey("rope_freqs.weight")) {
        throw refused(where, "rope scaling by `rope_freqs` is not supported");
      }
      TensorFile.Info embedding = file.tensors().get("token_embd.weight");
      int vocabulary = embedding == null ? 0 : Math.toIntExact(embedding.shape()[0]);
      boolean tied = !file.tensors().containsKey("output.weight");
      return ofGguf(where, gguf.metadata(), tied, vocabulary);
    }
    Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
    Path json = folder.resolve("config.json");
    return ofJson(json.toString(), Json.read(json, JsonNode.class));
  }

  /// The same of a path alone.
  public static ModelConfig of(Path path) {
    try (TensorFile file = TensorFiles.open(path)) {
      return of(path, file);
    }
  }

  /// From a GGUF file's metadata. `tiedHead` and `vocabulary` come from its tensors.
  static ModelConfig ofGguf(
      String where, Map<String, Object> metadata, boolean tiedHead, int vocabulary) {
    String architecture = String.valueOf(metadata.get("general.architecture"));
    if (!architecture.equals("llama")) {
      throw otherArchitecture(where, architecture);
    }
    Object scaling = metadata.get("llama.rope.scaling.type");
    if (scaling != null && !scaling.equals("none")) {
      throw refused(where, "rope scaling `" + scaling + "` is not supported");
    }
    Numbers n = key -> metadata.get("llama." + key) instanceof Number v ? v : null;
    int width = n.need(where, "embedding_length").intValue();
    int heads = n.need(where, "attention.head_count").intValue();
    int headDim = n.or("attention.key_length", width / Math.max(1, heads)).intValue();
    if (n.or("rope.dimension_count", headDim).intValue() != headDim) {
      throw refused(where, "rotary embedding over a part of a head is not supported");
    }
    return new ModelConfig(
        n.need(where, "block_count").intValue(),
        width,
        heads,
        n.or("attention.head_count_kv", heads).intValue(),
        headDim,
        n.need(where, "feed_forward_length").intValue(),
        vocabulary,
        n.or("rope.freq_base", 10_000f).floatValue(),
        n.need(where, "attention.layer_norm_rms_epsilon").floatValue(),
        n.need(where, "context_length").intValue(),
        tiedHead,
        architecture);
  }

  /// From the `config.json` of a Hugging Face folder.
  static ModelConfig ofJson(String where, JsonNode json) {
    String architecture = json.path("model_type").asString("(no model_type)");
    boolean mistral = architecture.equals("mistral") && json.path("sliding_window").isNull();
    if (!architecture.equals("llama") && !mistral) {
      throw otherArchitecture(where, architecture);
    }
    if (json.path("attention_bias").asBoolean(false) || json.path("mlp_bias").asBoolean(false)) {
      throw refused(where, "biases in attention or feed-forward are not supported");
    }
    // transformers 5 writes `rope_parameters`, older releases `rope_theta` and `rope_scaling`.
    JsonNode rope = json.path("rope_parameters");
    JsonNode scaling = rope.isObject() ? rope : json.path("rope_scaling");
    String type = scaling.path("rope_type").asString(scaling.path("type").asString("default"));
    if (!type.equals("default")) {
      throw refused(where, "rope scaling `" + type + "` is not supported");
    }
    Numbers n = key -> json.path(key).isNumber() ? json.path(key).numberValue() : null;
    int width = n.need(where, "hidden_size").intValue();
    int heads = n.need(where, "num_attention_heads").intValue();
    Number theta = n.or("rope_theta", 10_000f);
    return new ModelConfig(
        n.need(where, "num_hidden_layers").intValue(),
        width,
        heads,
        n.or("num_key_value_heads", heads).intValue(),
        n.or("head_dim", width / Math.max(1, heads)).intValue(),
        n.need(where, "intermediate_size").intValue(),
        n.need(where, "vocab_size").intValue(),
        rope.path("rope_theta").isNumber()
            ? rope.path("rope_theta").floatValue()
            : theta.floatValue(),
        n.or("rms_norm_eps", 1e-6f).floatValue(),
        n.or("max_position_embeddings", 2048).intValue(),
        json.path("tie_word_embeddings").asBoolean(false),
        architecture);
  }

  private static UserException otherArchitecture(String where, String architecture) {
    return new UserException(
        where,
        "its architecture is `" + architecture + "`; only the llama family is supported",
        "Choose a base of the llama family, e.g. the alias smollm2-135m.");
  }

  private static UserException refused(String where, String what) {
    return new UserException(where, what, "Choose another base, e.g. the alias smollm2-135m.");
  }

  private interface Numbers {
    @Nullable Number find(String key);

    default Number need(String where, String key) {
      Number value = find(key);
      if (value == null) {
        throw refused(where, "`" + key + "` is missing");
      }
      return value;
    }

    default Number or(String key, Number otherwise) {
      Number value = find(key);
      return value == null ? otherwise : value;
    }
  }
}
