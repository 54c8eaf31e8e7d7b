package dev.understudy.export;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.RotaryRows;
import dev.understudy.problem.UserException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What other programs call an architecture and its tensors. A new architecture is a line here;
/// tensors of a new kind are lines in [#gguf].
enum Architecture {
  LLAMA("llama", "LlamaForCausalLM", "llama", true),
  MISTRAL("mistral", "MistralForCausalLM", "llama", true),
  QWEN2("qwen2", "Qwen2ForCausalLM", "qwen2", false),
  QWEN3("qwen3", "Qwen3ForCausalLM", "qwen3", false);

  private static final Pattern BLOCK =
      Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");
  private static final Pattern WHOLE = Pattern.compile("(.+)\\.(weight|bias)");

  private final String type;
  private final String modelClass;
  private final String gguf;
  private final boolean interleaved;

  Architecture(String type, String modelClass, String gguf, boolean interleaved) {
    this.type = type;
    this.modelClass = modelClass;
    this.gguf = gguf;
    this.interleaved = interleaved;
  }

  /// @throws UserException when its files are not known here
  static Architecture of(ModelConfig config) {
    return Arrays.stream(values())
        .filter(each -> each.type.equals(config.architecture()))
        .findFirst()
        .orElseThrow(() ->
            new UserException(
                "architecture " + config.architecture(),
                "can be trained, but not exported yet",
                "Known to the export are "
                    + Arrays.stream(values()).map(a -> a.type).collect(Collectors.joining(", "))
                    + "."));
  }

  /// The class of transformers.
  String modelClass() {
    return modelClass;
  }

  /// `general.architecture` of GGUF.
  String gguf() {
    return gguf;
  }

  /// What GGUF calls a tensor of a Hugging Face checkpoint; empty when it is not known.
  static Optional<String> gguf(String name) {
    Matcher block = BLOCK.matcher(name);
    if (block.matches()) {
      return part(block.group(2))
          .map(part -> "blk." + block.group(1) + "." + part + "." + block.group(3));
    }
    Matcher whole = WHOLE.matcher(name);
    return whole.matches()
        ? around(whole.group(1)).map(n -> n + "." + whole.group(2))
        : Optional.empty();
  }

  private static Optional<String> around(String module) {
    return Optional.ofNullable(
        switch (module) {
          case "model.embed_tokens" -> "token_embd";
          case "model.norm" -> "output_norm";
          case "lm_head" -> "output";
          default -> null;
        });
  }

  private static Optional<String> part(String module) {
    return Optional.ofNullable(
        switch (module) {
          case "input_layernorm" -> "attn_norm";
          case "self_attn.q_proj" -> "attn_q";
          case "self_attn.k_proj" -> "attn_k";
          case "self_attn.v_proj" -> "attn_v";
          case "self_attn.o_proj" -> "attn_output";
          case "self_attn.q_norm" -> "attn_q_norm";
          case "self_attn.k_norm" -> "attn_k_norm";
          case "post_attention_layernorm" -> "ffn_norm";
          case "mlp.gate_proj" -> "ffn_gate";
          case "mlp.up_proj" -> "ffn_up";
          case "mlp.down_proj" -> "ffn_down";
          default -> null;
        });
  }

  /// Which row of a Hugging Face tensor is the given row of GGUF's. llama.cpp rotates neighbours
  /// for this architecture, so that of each head row i of the first half and row i of the second
  /// come together.
  long row(String name, ModelConfig config, long row) {
    return isInterleaved(name) ? RotaryRows.ofPairs(row, config.headDim()) : row;
  }

  /// The other way round.
  long rowBack(String name, ModelConfig config, long row) {
    return isInterleaved(name) ? RotaryRows.ofHalves(row, config.headDim()) : row;
  }

  private boolean isInterleaved(String name) {
    return interleaved && name.matches(".*\\.self_attn\\.[qk]_proj(\\..*)?");
  }
}
