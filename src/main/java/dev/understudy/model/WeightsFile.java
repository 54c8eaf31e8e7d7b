package dev.understudy.model;

import dev.understudy.tensor.DataType;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.SafetensorsWriter;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// All weights of a fully trained decoder as one safetensors file, float32, named as Hugging Face
/// checkpoints are.
public final class WeightsFile {
  private static final List<String> LINEAR =
      List.of(
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "mlp.gate_proj",
          "mlp.up_proj",
          "mlp.down_proj");

  private WeightsFile() {}

  /// Writes atomically; a tied head is left out, as Hugging Face does.
  public static void write(Path file, Weights weights) {
    SafetensorsWriter.write(file, tensors(weights, DataType.F32), Map.of("format", "pt"));
  }

  /// Every tensor under its Hugging Face name, a tied head left out. They share the memory of
  /// `weights`, which must outlive them.
  public static List<NamedTensor> tensors(Weights weights, DataType type) {
    try (PointerScope scope = new PointerScope()) {
      List<NamedTensor> tensors = new ArrayList<>();
      tensors.add(named("model.embed_tokens", weights.embedding(), type));
      if (!weights.config().tiedHead()) {
        tensors.add(named("lm_head", weights.head(), type));
      }
      tensors.add(named("model.norm", weights.finalNorm(), type));
      for (int i = 0; i < weights.layers().size(); i++) {
        String prefix = "model.layers." + i + ".";
        Weights.Layer layer = weights.layers().get(i);
        tensors.add(named(prefix + "input_layernorm", layer.attentionNorm(), type));
        tensors.add(named(prefix + "post_attention_layernorm", layer.feedForwardNorm(), type));
        for (String linear : LINEAR) {
          tensors.add(named(prefix + linear, weights.module(prefix + linear), type));
        }
        heads(tensors, prefix + "self_attn.", layer.heads(), weights.config(), type);
      }
      return tensors;
    }
  }

  private static void heads(
      List<NamedTensor> tensors,
      String prefix,
      Weights.Heads heads,
      ModelConfig config,
      DataType type) {
    if (heads.bias() != null) {
      long q = (long) config.heads() * config.headDim();
      long kv = (long) config.kvHeads() * config.headDim();
      tensors.add(tensor(prefix + "q_proj.bias", heads.bias().narrow(0, 0, q), type));
      tensors.add(tensor(prefix + "k_proj.bias", heads.bias().narrow(0, q, kv), type));
      tensors.add(tensor(prefix + "v_proj.bias", heads.bias().narrow(0, q + kv, kv), type));
    }
    if (heads.queryNorm() != null && heads.keyNorm() != null) {
      tensors.add(named(prefix + "q_norm", heads.queryNorm(), type));
      tensors.add(named(prefix + "k_norm", heads.keyNorm(), type));
    }
  }

  /// @throws dev.understudy.problem.UserException when the file does not hold a decoder of this
  ///   shape
  public static Weights read(Path file, ModelConfig config) {
    try (TensorFile tensors = TensorFiles.open(file)) {
      return new WeightsReader(tensors, WeightsReader.Naming.HUGGING_FACE, file.toString(), config)
          .read();
    }
  }

  private static NamedTensor named(String module, Tensor tensor, DataType type) {
    return tensor(module + ".weight", tensor, type);
  }

  private static NamedTensor tensor(String name, Tensor tensor, DataType type) {
    return NamedTensor.of(
        name, type, NativeFloats.of(tensor).segment(), tensor.sizes().vec().get());
  }
}
