package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.tensor.TensorFile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Reads tensors of a file straight into the memory of [Weights], dequantised, fused and
/// un-permuted.
final class WeightsReader {
  /// What a file format calls the tensors, and whether it stores q and k for interleaved rotation.
  enum Naming {
    GGUF(
        "token_embd",
        "output_norm",
        "output",
        "blk.%d.",
        new String[] {
          "attn_norm",
          "attn_q",
          "attn_k",
          "attn_v",
          "attn_output",
          "ffn_norm",
          "ffn_gate",
          "ffn_up",
          "ffn_down",
          "attn_q_norm",
          "attn_k_norm"
        }),
    HUGGING_FACE(
        "model.embed_tokens",
        "model.norm",
        "lm_head",
        "model.layers.%d.",
        new String[] {
          "input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
          "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj",
          "mlp.down_proj", "self_attn.q_norm", "self_attn.k_norm"
        });

    final String embedding;
    final String finalNorm;
    final String head;
    private final String prefix;
    private final String[] parts;

    Naming(String embedding, String finalNorm, String head, String prefix, String[] parts) {
      this.embedding = embedding + ".weight";
      this.finalNorm = finalNorm + ".weight";
      this.head = head + ".weight";
      this.prefix = prefix;
      this.parts = parts;
    }

    String part(int layer, int part) {
      return module(layer, part) + ".weight";
    }

    String bias(int layer, int part) {
      return module(layer, part) + ".bias";
    }

    private String module(int layer, int part) {
      return prefix.formatted(layer) + parts[part];
    }

    /// By the name below `model.layers.N.` of Hugging Face checkpoints.
    String module(int layer, String module) {
      return part(layer, Arrays.asList(HUGGING_FACE.parts).indexOf(module));
    }
  }

  private final TensorFile file;
  private final Naming naming;
  private final String where;
  private final ModelConfig config;

  WeightsReader(TensorFile file, Naming naming, String where, ModelConfig config) {
    this.file = file;
    this.naming = naming;
    this.where = where;
    this.config = config;
  }

  Weights read() {
    checkNothingLeft();
    Weights weights = new Weights(config);
    try {
      fill(weights.embedding(), naming.embedding, 0, config.vocabulary());
      if (!config.tiedHead()) {
        fill(weights.head(), naming.head, 0, config.vocabulary());
      }
      fill(weights.finalNorm(), naming.finalNorm, 0, config.width());
      for (int i = 0; i < config.layers(); i++) {
        fill(weights.layers().get(i), i);
      }
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private void fill(Weights.Layer layer, int i) {
    int q = config.heads() * config.headDim();
    int kv = config.kvHeads() * config.headDim();
    int ff = config.feedForward();
    fill(layer.attentionNorm(), naming.part(i, 0), 0, config.width());
    rotary(layer.qkv(), naming.part(i, 1), 0, config.heads());
    rotary(layer.qkv(), naming.part(i, 2), q, config.kvHeads());
    fill(layer.qkv(), naming.part(i, 3), q + kv, kv);
    fill(layer.output(), naming.part(i, 4), 0, config.width());
    fill(layer.feedForwardNorm(), naming.part(i, 5), 0, config.width());
    fill(layer.gateUp(), naming.part(i, 6), 0, ff);
    fill(layer.gateUp(), naming.part(i, 7), ff, ff);
    fill(layer.down(), naming.part(i, 8), 0, config.width());
    heads(layer.heads(), i, q, kv);
  }

  /// One block alone, the caller's.
  Weights.Layer layer(int index) {
    Weights.Layer layer = Weights.layer(config);
    try {
      fill(layer, index);
      return layer;
    } catch (RuntimeException e) {
      layer.close();
      throw e;
    }
  }

  /// A matrix alone, the caller's.
  Tensor matrix(String name, long rows, long columns) {
    return filled(Weights.empty(rows, columns), name, rows);
  }

  /// A vector alone, the caller's.
  Tensor vector(String name, long size) {
    return filled(Weights.empty(size), name, size);
  }

  private Tensor filled(Tensor target, String name, long rows) {
    try {
      fill(target, name, 0, rows);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private void heads(Weights.Heads heads, int layer, int q, int kv) {
    if (heads.bias() != null) {
      fill(heads.bias(), naming.bias(layer, 1), 0, q);
      fill(heads.bias(), naming.bias(layer, 2), q, kv);
      fill(heads.bias(), naming.bias(layer, 3), q + kv, kv);
    }
    if (heads.queryNorm() != null && heads.keyNorm() != null) {
      fill(heads.queryNorm(), naming.part(layer, 9), 0, config.headDim());
      fill(heads.keyNorm(), naming.part(layer, 10), 0, config.headDim());
    }
  }

  private Set<String> biasesAndNorms() {
    var names = new HashSet<>(Set.of(naming.finalNorm));
    for (int i = 0; i < config.layers(); i++) {
      names.add(naming.part(i, 0));
      names.add(naming.part(i, 5));
      if (config.variant().biases()) {
        names.addAll(List.of(naming.bias(i, 1), naming.bias(i, 2), naming.bias(i, 3)));
      }
      if (config.variant().headNorms()) {
        names.addAll(List.of(naming.part(i, 9), naming.part(i, 10)));
      }
    }
    return names;
  }

  /// A bias or norm that nobody reads would change what the model says.
  void checkNothingLeft() {
    Set<String> known = biasesAndNorms();
    for (String name : file.tensors().keySet()) {
      if (!known.contains(name) && (name.endsWith(".bias") || name.endsWith("norm.weight"))) {
        throw new UserException(
            where,
            "tensor `%s` is none of a plain `%s` model, whose numbers would be wrong without it"
                .formatted(name, config.architecture()),
            "Choose another base, e.g. the alias smollm2-135m.");
      }
    }
  }

  /// Reads into rows `from` to `from + rows` of `target`.
  private void fill(Tensor target, String name, long from, long rows) {
    long columns = target.dim() == 1 ? 1 : target.size(1);
    check(name, target.dim() == 1 ? new long[] {rows} : new long[] {rows, columns});
    file.read(name, NativeFloats.of(target).slice(from * columns, rows * columns));
    file.unload(name); // or a large file would stand in memory beside what was read from it
  }

  /// Rows of q or k. llama.cpp stores each head's rows of a `llama` as pairs (i, i + headDim/2) for
  /// interleaved rotation; half-split rotation wants the first halves together again. Those of the
  /// other families it leaves as they are.
  private void rotary(Tensor target, String name, long from, long heads) {
    long rows = heads * config.headDim();
    fill(target, name, from, rows);
    if (interleaves()) {
      try (PointerScope scope = new PointerScope()) {
        Tensor stored = target.narrow(0, from, rows);
        Tensor pairs = stored.view(heads, config.headDim() / 2, 2, config.width());
        stored.copy_(pairs.transpose(1, 2).reshape(rows, config.width()));
      }
    }
  }

  boolean interleaves() {
    return naming == Naming.GGUF && config.architecture().equals(Architecture.LLAMA.label());
  }

  private void check(String name, long[] shape) {
    TensorFile.Info info = file.tensors().get(name);
    if (info == null) {
      throw new UserException(
          where,
          "tensor `" + name + "` is missing",
          "Fetch the file again, or choose another base.");
    }
    if (!Arrays.equals(info.shape(), shape)) {
      throw new UserException(
          where,
          "tensor `%s` is %s, its metadata promises %s"
              .formatted(name, Arrays.toString(info.shape()), Arrays.toString(shape)),
          "Fetch the file again, or choose another base.");
    }
  }
}
