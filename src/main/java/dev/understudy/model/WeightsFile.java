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
    try (PointerScope scope = new PointerScope()) {
      List<NamedTensor> tensors = new ArrayList<>();
      tensors.add(named("model.embed_tokens", weights.embedding()));
      if (!weights.config().tiedHead()) {
        tensors.add(named("lm_head", weights.head()));
      }
      tensors.add(named("model.norm", weights.finalNorm()));
      for (int i = 0; i < weights.layers().size(); i++) {
        String prefix = "model.layers." + i + ".";
        Weights.Layer layer = weights.layers().get(i);
        tensors.add(named(prefix + "input_layernorm", layer.attentionNorm()));
        tensors.add(named(prefix + "post_attention_layernorm", layer.feedForwardNorm()));
        for (String linear : LINEAR) {
          tensors.add(named(prefix + linear, weights.module(prefix + linear)));
        }
        heads(tensors, prefix + "self_attn.", layer.heads(), weights.config());
      }
      SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    }
  }

  private static void heads(
      List<NamedTensor> tensors, String prefix, Weights.Heads heads, ModelConfig config) {
    if (heads.bias() != null) {
      long q = (long) config.heads() * config.headDim();
      long kv = (long) config.kvHeads() * config.headDim();
      tensors.add(tensor(prefix + "q_proj.bias", heads.bias().narrow(0, 0, q)));
      tensors.add(tensor(prefix + "k_proj.bias", heads.bias().narrow(0, q, kv)));
      tensors.add(tensor(prefix + "v_proj.bias", heads.bias().narrow(0, q + kv, kv)));
    }
    if (heads.queryNorm() != null && heads.keyNorm() != null) {
      tensors.add(named(prefix + "q_norm", heads.queryNorm()));
      tensors.add(named(prefix + "k_norm", heads.keyNorm()));
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

  private static NamedTensor named(String module, Tensor tensor) {
    return tensor(module + ".weight", tensor);
  }

  private static NamedTensor tensor(String name, Tensor tensor) {
    return NamedTensor.of(
        name, DataType.F32, NativeFloats.of(tensor).segment(), tensor.sizes().vec().get());
  }
}
