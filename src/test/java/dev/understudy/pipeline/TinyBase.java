package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

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
    return in(
        folder,
        new ModelConfig(2, 16, 4, 2, 4, 24, 500, 10_000f, 1e-5f, context, true, family, variant));
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
    Map<String, Object> shape = config.toHuggingFace();
    shape.put("sliding_window", null);
    Json.write(folder.resolve("config.json"), shape);
    return new BaseModel(folder.toString(), folder, "0".repeat(64));
  }

  /// A base of seven billion parameters as far as its header tells; the disk holds no values.
  public static BaseModel hollow(Path folder) {
    in(folder);
    var tensors = new LinkedHashMap<String, Object>();
    long end = 0;
    end = hollow(tensors, "model.embed_tokens", end, 32_000, 4096);
    end = hollow(tensors, "lm_head", end, 32_000, 4096);
    end = hollow(tensors, "model.norm", end, 4096);
    for (int i = 0; i < 32; i++) {
      String prefix = "model.layers." + i + ".";
      end = hollow(tensors, prefix + "input_layernorm", end, 4096);
      end = hollow(tensors, prefix + "post_attention_layernorm", end, 4096);
      end = hollow(tensors, prefix + "self_attn.q_proj", end, 4096, 4096);
      end = hollow(tensors, prefix + "self_attn.k_proj", end, 1024, 4096);
      end = hollow(tensors, prefix + "self_attn.v_proj", end, 1024, 4096);
      end = hollow(tensors, prefix + "self_attn.o_proj", end, 4096, 4096);
      end = hollow(tensors, prefix + "mlp.gate_proj", end, 14_336, 4096);
      end = hollow(tensors, prefix + "mlp.up_proj", end, 14_336, 4096);
      end = hollow(tensors, prefix + "mlp.down_proj", end, 4096, 14_336);
    }
    byte[] header = Json.mapper().writeValueAsBytes(tensors);
    try (var file = new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(0);
      file.writeLong(Long.reverseBytes(header.length));
      file.write(header);
      file.setLength(8 + header.length + end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var shape =
        new ModelConfig(32, 4096, 32, 8, 128, 14_336, 32_000, 10_000f, 1e-5f, 8192, false, "llama");
    Json.write(folder.resolve("config.json"), shape.toHuggingFace());
    return new BaseModel(folder.toString(), folder, "0".repeat(64));
  }

  private static long hollow(Map<String, Object> to, String name, long from, long... shape) {
    long bytes = 2 * LongStream.of(shape).reduce(1, Math::multiplyExact);
    Map<String, Object> entry =
        Map.of("dtype", "BF16", "shape", shape, "data_offsets", new long[] {from, from + bytes});
    to.put(name + ".weight", entry);
    return from + bytes;
  }
}
