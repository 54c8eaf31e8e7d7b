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
    assertThatThrownBy(() -> json("{\"model_type\":\"mistral\",\"sliding_window\":4096}"))
        .hasMessageContaining("`mistral`");
  }

  @Test
  void whatWouldGiveWrongAnswersIsRefused() {
    Map<String, Object> m = metadata();
    m.remove("llama.feed_forward_length");
    assertThatThrownBy(() -> gguf(m, 9))
        .hasMessageContaining("feed_forward_length");
    assertThatThrownBy(() -> json(JSON.formatted("\"rope_scaling\":{\"rope_type\":\"llama3\"}")))
        .hasMessageContaining("llama3");
    assertThatThrownBy(() -> json(JSON.formatted("\"attention_bias\":true")))
        .hasMessageContaining("bias");
  }
}
