package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
/// @param context longest sequence it can take, in tokens: as long as it was trained for, and no
///   longer than a sliding window, since within one the window changes nothing
/// @param tiedHead whether the output head is the embedding itself
/// @param architecture as the file names it, e.g. `llama`
/// @param variant what sets it apart from a plain llama
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
    String architecture,
    Variant variant) {

  /// @param biases whether queries, keys and values have biases
  /// @param headNorms whether each query and key head is normed before its rotation
  /// @param window how many tokens a token sees, itself included; 0 for all before it
  /// @param ropeFactors by what the angle of each rotary pair is divided, (headDim/2); empty for
  ///   nothing
  public record Variant(boolean biases, boolean headNorms, int window, List<Double> ropeFactors) {
    /// A plain llama.
    public static final Variant NONE = new Variant(false, false, 0, List.of());

    public Variant {
      ropeFactors = List.copyOf(ropeFactors);
    }
  }

  public ModelConfig {
    if (layers < 1 || width < 1 || heads < 1 || kvHeads < 1 || feedForward < 1 || vocabulary < 1) {
      throw refused("the model's shape", "a size is missing or below one");
    }
    if (headDim < 2 || headDim % 2 != 0 || heads % kvHeads != 0 || context < 1) {
      throw refused(
          "the model's shape",
          heads + " heads, " + kvHeads + " key/value heads of " + headDim + " do not fit together");
    }
    if (!variant.ropeFactors().isEmpty() && variant.ropeFactors().size() != headDim / 2) {
      throw refused(
          "the model's shape",
          variant.ropeFactors().size() + " RoPE factors do not fit heads of " + headDim);
    }
  }

  /// A plain llama.
  public ModelConfig(
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
    this(
        layers,
        width,
        heads,
        kvHeads,
        headDim,
        feedForward,
        vocabulary,
        ropeTheta,
        epsilon,
        context,
        tiedHead,
        architecture,
        Variant.NONE);
  }

  /// As a Hugging Face `config.json` has it, but for a scaling of the rotary angles.
  public Map<String, Object> toHuggingFace() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", architecture);
    json.put("num_hidden_layers", layers);
    json.put("hidden_size", width);
    json.put("num_attention_heads", heads);
    json.put("num_key_value_heads", kvHeads);
    json.put("head_dim", headDim);
    json.put("intermediate_size", feedForward);
    json.put("vocab_size", vocabulary);
    json.put("max_position_embeddings", context);
    json.put("rope_theta", ropeTheta);
    json.put("rms_norm_eps", epsilon);
    json.put("tie_word_embeddings", tiedHead);
    return json;
  }

  /// Number of rows of the fused query, key and value projection.
  public int qkvRows() {
    return (heads + 2 * kvHeads) * headDim;
  }

  /// @throws UserException when a text of `tokens` reaches over the sliding window, beyond which
  ///   what is computed here would be wrong
  public void checkLength(int tokens) {
    int window = variant.window();
    if (window > 0 && tokens > window) {
      throw new UserException(
          "a text of " + tokens + " tokens",
          "is longer than the model's sliding window of "
              + window
              + ", and attention that slides is not supported",
          "Shorten it (for training: `window` in the recipe's data, at most "
              + window
              + "), or choose another base.");
    }
  }

  /// From the metadata of a GGUF file, or from the `config.json` beside safetensors.
  ///
  /// @throws UserException when the architecture is another one (named), or a size is missing
  public static ModelConfig of(Path path, TensorFile file) {
    String where = path.toString();
    if (file instanceof Gguf gguf) {
      return ModelConfigReader.ofGguf(where, gguf);
    }
    Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
    Path json = folder.resolve("config.json");
    return ModelConfigReader.ofJson(json.toString(), Json.read(json, JsonNode.class));
  }

  /// The same of a path alone.
  public static ModelConfig of(Path path) {
    try (TensorFile file = TensorFiles.open(path)) {
      return of(path, file);
    }
  }

  static UserException refused(String where, String what) {
    return new UserException(where, what, "Choose another base, e.g. the alias smollm2-135m.");
  }
}
