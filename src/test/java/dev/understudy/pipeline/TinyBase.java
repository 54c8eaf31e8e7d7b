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
import java.util.LinkedHashMap;
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
    return in(
        folder, new ModelConfig(2, 16, 4, 2, 4, 24, 500, 10_000f, 1e-5f, context, true, "llama"));
  }

  /// Of another shape; its tokenizer has 500 tokens.
  public static BaseModel in(Path folder, ModelConfig config) {
    try (Weights weights = Weights.random(config, 3)) {
      AtomicFiles.createFolder(folder);
      for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
        Files.copy(TOKENIZER.resolve(file), folder.resolve(file));
      }
      WeightsFile.write(folder.resolve("model.safetensors"), weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("model_type", config.architecture());
    shape.put("num_hidden_layers", config.layers());
    shape.put("hidden_size", config.width());
    shape.put("num_attention_heads", config.heads());
    shape.put("num_key_value_heads", config.kvHeads());
    shape.put("head_dim", config.headDim());
    shape.put("intermediate_size", config.feedForward());
    shape.put("vocab_size", config.vocabulary());
    shape.put("rope_theta", config.ropeTheta());
    shape.put("rms_norm_eps", config.epsilon());
    shape.put("max_position_embeddings", config.context());
    shape.put("tie_word_embeddings", config.tiedHead());
    shape.put("sliding_window", null);
    Json.write(folder.resolve("config.json"), shape);
    return new BaseModel(folder.toString(), folder, "0".repeat(64));
  }
}
