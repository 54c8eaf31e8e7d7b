package dev.understudy.model;

import static dev.understudy.model.ModelConfig.refused;

import dev.understudy.model.ModelConfig.Variant;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.TensorFile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a model's shape as the two formats tell it, and refuses what would be computed wrongly.
final class ModelConfigReader {
  private static final String ROPE_FACTORS = "rope_freqs.weight";

  /// Where a `config.json` of Mistral or Qwen 3 is silent.
  private static final int MISTRAL_WINDOW = 4096;

  private static final int QWEN3_HEAD = 128;

  private ModelConfigReader() {}

  static ModelConfig ofGguf(String where, Gguf file) {
    TensorFile.Info embedding = file.tensors().get("token_embd.weight");
    int vocabulary = embedding == null ? 0 : Math.toIntExact(embedding.shape()[0]);
    boolean tied = !file.tensors().containsKey("output.weight");
    return ofGguf(where, file.metadata(), tied, vocabulary, factors(file));
  }

  private static List<Double> factors(Gguf file) {
    TensorFile.Info info = file.tensors().get(ROPE_FACTORS);
    List<Double> factors = new ArrayList<>();
    if (info != null) {
      float[] values = new float[Math.toIntExact(info.elements())];
      file.read(ROPE_FACTORS, MemorySegment.ofArray(values));
      for (float value : values) {
        factors.add((double) value);
      }
    }
    return factors;
  }

  /// From a GGUF file's metadata. The last three come from its tensors.
  static ModelConfig ofGguf(
      String where,
      Map<String, Object> metadata,
      boolean tiedHead,
      int vocabulary,
      List<Double> ropeFactors) {
    String label = String.valueOf(metadata.get("general.architecture"));
    Architecture architecture =
        Architecture.ofGguf(label).orElseThrow(() -> otherArchitecture(where, label, true));
    Numbers n = key -> metadata.get(label + "." + key) instanceof Number v ? v : null;
    int width = n.need(where, "embedding_length").intValue();
    int heads = n.need(where, "attention.head_count").intValue();
    int headDim = n.or("attention.key_length", width / Math.max(1, heads)).intValue();
    if (n.or("attention.value_length", headDim).intValue() != headDim) {
      throw refused(where, "values of another size than keys are not supported");
    }
    if (n.or("rope.dimension_count", headDim).intValue() != headDim) {
      throw refused(where, "rotary embedding over a part of a head is not supported");
    }
    if (n.or("expert_count", 0).intValue() > 0) {
      throw refused(where, "a mixture of experts is not supported");
    }
    if (n.or("rope.scaling.attn_factor", 1).doubleValue() != 1) {
      throw refused(where, "RoPE scaling with an attention factor is not supported");
    }
    String scaling = String.valueOf(metadata.getOrDefault(label + ".rope.scaling.type", "none"));
    double factor = n.or("rope.scaling.factor", Double.NaN).doubleValue();
    List<Double> stretched = RopeScaling.ofGguf(where, scaling, factor, headDim);
    if (!stretched.isEmpty() && !ropeFactors.isEmpty()) {
      throw refused(where, "`" + ROPE_FACTORS + "` together with RoPE scaling is not supported");
    }
    int window = n.or("attention.sliding_window", 0).intValue();
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
        within(n.need(where, "context_length").intValue(), window),
        tiedHead,
        label,
        new Variant(
            architecture.biases(),
            architecture.headNorms(),
            window,
            ropeFactors.isEmpty() ? stretched : ropeFactors));
  }

  /// From the `config.json` of a Hugging Face folder.
  static ModelConfig ofJson(String where, JsonNode json) {
    String label = json.path("model_type").asString("(no model_type)");
    Architecture architecture =
        Architecture.ofJson(label).orElseThrow(() -> otherArchitecture(where, label, false));
    check(where, json);
    Numbers n = key -> json.path(key).isNumber() ? json.path(key).numberValue() : null;
    int width = n.need(where, "hidden_size").intValue();
    int heads = n.need(where, "num_attention_heads").intValue();
    int plainHead = width / Math.max(1, heads);
    int headDim =
        n.or("head_dim", architecture == Architecture.QWEN3 ? QWEN3_HEAD : plainHead).intValue();
    // transformers 5 writes `rope_parameters`, older releases `rope_theta` and `rope_scaling`.
    JsonNode rope = json.path("rope_parameters");
    JsonNode scaling = rope.isObject() ? rope : json.path("rope_scaling");
    if (scaling.path("partial_rotary_factor").asDouble(1) != 1) {
      throw refused(where, "rotary embedding over a part of a head is not supported");
    }
    float theta =
        rope.path("rope_theta").isNumber()
            ? rope.path("rope_theta").floatValue()
            : n.or("rope_theta", 10_000f).floatValue();
    int window = window(architecture, json);
    return new ModelConfig(
        n.need(where, "num_hidden_layers").intValue(),
        width,
        heads,
        n.or("num_key_value_heads", heads).intValue(),
        headDim,
        n.need(where, "intermediate_size").intValue(),
        n.need(where, "vocab_size").intValue(),
        theta,
        n.or("rms_norm_eps", 1e-6f).floatValue(),
        within(n.or("max_position_embeddings", 2048).intValue(), window),
        json.path("tie_word_embeddings").asBoolean(false),
        label,
        new Variant(
            architecture.biases(),
            architecture.headNorms(),
            window,
            RopeScaling.ofJson(where, scaling, headDim, theta)));
  }

  private static void check(String where, JsonNode json) {
    if (json.path("attention_bias").asBoolean(false) || json.path("mlp_bias").asBoolean(false)) {
      throw refused(where, "biases by `attention_bias` or `mlp_bias` are not supported");
    }
    String gate = json.path("hidden_act").asString("silu");
    if (!gate.equals("silu")) {
      throw refused(where, "`hidden_act` is `" + gate + "`, supported is silu");
    }
    JsonNode quantised = json.path("quantization_config");
    if (quantised.isObject()) {
      throw refused(
          where,
          "its weights are quantised by `%s`; in a folder float weights are supported, quantised ones in GGUF"
              .formatted(quantised.path("quant_method").asString("(no quant_method)")));
    }
  }

  /// 0 where every layer sees all. Where only some layers slide, it is the same for all.
  private static int window(Architecture architecture, JsonNode json) {
    JsonNode given = json.path("sliding_window");
    JsonNode layers = json.path("layer_types");
    boolean slides =
        layers.isArray()
            ? layers.values().stream().anyMatch(l -> l.asString("").equals("sliding_attention"))
            : json.path("use_sliding_window").asBoolean(false)
                || architecture == Architecture.MISTRAL;
    if (!slides || given.isNull()) {
      return 0;
    }
    return given.asInt(architecture == Architecture.MISTRAL ? MISTRAL_WINDOW : 0);
  }

  private static int within(int context, int window) {
    return window > 0 ? Math.min(context, window) : context;
  }

  private static UserException otherArchitecture(String where, String label, boolean gguf) {
    return new UserException(
        where,
        "its architecture is `" + label + "`; supported are " + Architecture.known(gguf),
        "Choose a base of one of these families, e.g. the alias smollm2-135m.");
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
