package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ModelConfigTest {
  private static Map<String, Object> metadata() {
    Map<String, Object> m = new HashMap<>();
    m.put("general.architecture", "llama");
    m.put("llama.block_count", 30);
    m.put("llama.embedding_length", 576);
    m.put("llama.attention.head_count", 9);
    m.put("llama.attention.head_count_kv", 3);
    m.put("llama.feed_forward_length", 1536);
    m.put("llama.rope.freq_base", 100_000f);
    m.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    m.put("llama.context_length", 8192);
    return m;
  }

  private static ModelConfig gguf(Map<String, Object> metadata, int vocabulary) {
    return ModelConfigReader.ofGguf("f.gguf", metadata, true, vocabulary, List.of());
  }

  private static ModelConfig json(String text) {
    return ModelConfigReader.ofJson("config.json", JsonMapper.builder().build().readTree(text));
  }

  private static final String JSON =
      """
      {"model_type":"llama","num_hidden_layers":30,"hidden_size":576,"num_attention_heads":9,
       "num_key_value_heads":3,"intermediate_size":1536,"vocab_size":49152,"rms_norm_eps":1e-5,
       "max_position_embeddings":8192,"tie_word_embeddings":true,%s}
      """;

  @Test
  void bothFormatsGiveTheSameShape() {
    ModelConfig expected =
        new ModelConfig(30, 576, 9, 3, 64, 1536, 49152, 100_000f, 1e-5f, 8192, true, "llama");
    assertThat(gguf(metadata(), 49152)).isEqualTo(expected);
    assertThat(json(JSON.formatted("\"rope_theta\":100000"))).isEqualTo(expected);
    assertThat(
            json(
                JSON.formatted(
                    "\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":100000}")))
        .isEqualTo(expected);
  }

  @Test
  void anotherArchitectureIsNamed() {
    Map<String, Object> m = metadata();
    m.put("general.architecture", "mamba");
    assertThatThrownBy(() -> gguf(m, 9))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("`mamba`");
    assertThatThrownBy(() -> json("{\"model_type\":\"gpt_neox\"}"))
        .hasMessageContaining("`gpt_neox`");
    assertThatThrownBy(() -> json("{\"model_type\":\"gpt_neox\"}"))
        .hasMessageContaining("supported are llama, mistral, qwen2, qwen3");
    m.put("general.architecture", "qwen3moe");
    assertThatThrownBy(() -> gguf(m, 9))
        .hasMessageContaining("`qwen3moe`; supported are llama, qwen2, qwen3");
  }

  @Test
  void aScalingThatIsNotSupportedIsNamedWithThoseThatAre() {
    for (String type : List.of("yarn", "dynamic", "longrope")) {
      assertThatThrownBy(
              () -> json(JSON.formatted("\"rope_scaling\":{\"type\":\"%s\"}".formatted(type))))
          .hasMessageContaining("`" + type + "`")
          .hasMessageContaining("default, linear, llama3");
    }
    Map<String, Object> m = metadata();
    m.put("llama.rope.scaling.type", "yarn");
    assertThatThrownBy(() -> gguf(m, 9)).hasMessageContaining("`yarn`");
    assertThatThrownBy(
            () -> json(JSON.formatted("\"rope_scaling\":{\"type\":\"linear\",\"factor\":0}")))
        .hasMessageContaining("`factor`");
  }

  @Test
  void linearScalingIsTheSameInBothFormats() {
    Map<String, Object> m = metadata();
    m.put("llama.rope.scaling.type", "linear");
    m.put("llama.rope.scaling.factor", 4.0);
    assertThat(gguf(m, 9).variant().ropeFactors()).hasSize(32).containsOnly(4.0);
    assertThat(
            json(JSON.formatted("\"rope_scaling\":{\"type\":\"linear\",\"factor\":4}")).variant())
        .isEqualTo(gguf(m, 9).variant());
  }

  /// A window bounds the context; where layers do not slide there is none.
  @Test
  void aSlidingWindowIsTheLongestContext() {
    String mistral = JSON.replace("llama", "mistral");
    assertThat(json(mistral.formatted("\"sliding_window\":1024")).context()).isEqualTo(1024);
    assertThat(json(mistral.formatted("\"sliding_window\":null")).context()).isEqualTo(8192);
    assertThat(json(mistral.formatted("\"a\":0")).context()).isEqualTo(4096);
    String qwen = JSON.replace("llama", "qwen2");
    assertThat(json(qwen.formatted("\"sliding_window\":1024")).context()).isEqualTo(8192);
    String used = "\"use_sliding_window\":true,\"sliding_window\":1024";
    assertThat(json(qwen.formatted(used)).context()).isEqualTo(1024);
    String full = used + ",\"layer_types\":[\"full_attention\"]";
    assertThat(json(qwen.formatted(full)).context()).isEqualTo(8192);
    json(qwen.formatted(used)).checkLength(1024);
    assertThatThrownBy(() -> json(qwen.formatted(used)).checkLength(1025))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("sliding window of 1024");
  }

  @Test
  void whatWouldGiveWrongAnswersIsRefused() {
    Map<String, Object> m = metadata();
    m.remove("llama.feed_forward_length");
    assertThatThrownBy(() -> gguf(m, 9)).hasMessageContaining("feed_forward_length");
    assertThatThrownBy(() -> json(JSON.formatted("\"rope_scaling\":{\"rope_type\":\"llama3\"}")))
        .hasMessageContaining("llama3");
    assertThatThrownBy(() -> json(JSON.formatted("\"attention_bias\":true")))
        .hasMessageContaining("bias");
    assertThatThrownBy(() -> json(JSON.formatted("\"hidden_act\":\"gelu\"")))
        .hasMessageContaining("`gelu`");
    assertThatThrownBy(
            () -> json(JSON.formatted("\"quantization_config\":{\"quant_method\":\"gptq\"}")))
        .hasMessageContaining("gptq");
    Map<String, Object> experts = metadata();
    experts.put("llama.expert_count", 8);
    assertThatThrownBy(() -> gguf(experts, 9)).hasMessageContaining("experts");
  }
}
