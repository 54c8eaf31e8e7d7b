package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A base of random weights with a real tokenizer and chat template, small enough to be trained in
/// a test: a folder as Hugging Face has them.
public final class TinyBase {
  private static final Path TOKENIZER = Path.of("src/test/resources/golden/tiny");

  private TinyBase() {}

  /// Writes it into `folder`; its name is the folder's path.
  public static BaseModel in(Path folder) {
    return in(folder, 512);
  }

  public static BaseModel in(Path folder, int context) {
    return in(folder, context, "llama");
  }

  /// @param family as `model_type` has it
  public static BaseModel in(Path folder, int context, String family) {
    var variant =
        new ModelConfig.Variant(family.equals("qwen2"), family.equals("qwen3"), 0, List.of());
    ModelConfig config =
        new ModelConfig(2, 16, 4, 2, 4, 24, 500, 10_000f, 1e-5f, context, true, family, variant);
    try (Weights weights = Weights.random(config, 3)) {
      AtomicFiles.createFolder(folder);
      for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
        Files.copy(TOKENIZER.resolve(file), folder.resolve(file));
      }
      WeightsFile.write(folder.resolve("model.safetensors"), weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> shape = new HashMap<>();
    shape.putAll(
        Map.of(
            "model_type", family,
            "num_hidden_layers", 2,
            "hidden_size", 16,
            "num_attention_heads", 4,
            "num_key_value_heads", 2,
            "intermediate_size", 24,
            "vocab_size", 500,
            "rms_norm_eps", 1e-5,
            "max_position_embeddings", context,
            "tie_word_embeddings", true));
    shape.put("head_dim", 4);
    shape.put("sliding_window", null);
    Json.write(folder.resolve("config.json"), shape);
    return new BaseModel(folder.toString(), folder, "0".repeat(64));
  }
}
