package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Message;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Role;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.BlockType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PiecesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;

  /// The conversation as Ollama renders it: turn by turn, the last one cut at its response.
  private static String go(String template, List<Message> conversation) {
    StringBuilder text = new StringBuilder();
    String system = "";
    String prompt = "";
    for (Message message : conversation) {
      switch (message.role()) {
        case SYSTEM -> system = message.content();
        case USER -> prompt = message.content();
        case ASSISTANT -> {
          text.append(turn(template, system, prompt).replace("{{ .Response }}", message.content()));
          system = "";
        }
      }
    }
    return text.append(
            turn(template, system, prompt).replaceFirst("(?s)\\{\\{ \\.Response }}.*", ""))
        .toString();
  }

  private static String turn(String template, String system, String prompt) {
    Matcher choice =
        Pattern.compile(
                "\\{\\{ if \\.System }}(.*?)\\{\\{ else }}(.*?)\\{\\{ end }}", Pattern.DOTALL)
            .matcher(template);
    assertThat(choice.find()).isTrue();
    String start = choice.group(system.isEmpty() ? 2 : 1).replace("{{ .System }}", system);
    return (start + template.substring(choice.end())).replace("{{ .Prompt }}", prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chatml", "headers", "tags"})
  void ollamasTemplateWritesWhatTheBasesOwnWrites(String name) throws IOException {
    assertTemplate(name, true);
  }

  /// It puts a space before earlier replies that it does not put before the next one.
  @Test
  void aTemplateWithoutACounterpartIsNotGuessed() throws IOException {
    assertTemplate("brackets", false);
  }

  private void assertTemplate(String name, boolean has) throws IOException {
    JsonNode templates =
        Json.read(GOLDEN.resolve("tiny_tokens.json"), JsonNode.class).get("templates");
    Files.copy(GOLDEN.resolve("tiny/tokenizer.json"), folder.resolve("tokenizer.json"));
    Json.write(
        folder.resolve("tokenizer_config.json"),
        Map.of(
            "bos_token", "<|endoftext|>",
            "eos_token", "<|im_end|>",
            "chat_template", templates.get(name)));
    BaseModel base = new BaseModel("b", folder, "");
    try (Tokenizer tokenizer = Tokenizers.of(base)) {
      ChatTemplate template = ChatTemplate.of(base, tokenizer);
      Optional<String> written = Modelfile.template(template);
      assertThat(written.isPresent()).isEqualTo(has);
      List<Message> talk =
          List.of(
              new Message(Role.SYSTEM, "You are Ada.\nIt rains."),
              new Message(Role.USER, "Who?"),
              new Message(Role.ASSISTANT, "I, Ada."),
              new Message(Role.USER, "And?"),
              new Message(Role.ASSISTANT, "Clocks."),
              new Message(Role.USER, "Why?"));
      written.ifPresent(go -> assertThat(go(go, talk)).isEqualTo(template.text(talk, true)));
      written.ifPresent(go ->
          assertThat(go(go, talk.subList(0, 2)))
              .isEqualTo(template.text(talk.subList(0, 2), true)));
      Subject subject = SmallExport.subject(base, new Learnt.Full(folder));
      String file =
          Modelfile.of(
              subject, List.of("FROM ./x"), template, "<|endoftext|>", Optional.empty(), 512);
      assertThat(file.contains("TEMPLATE \"\"\"")).isEqualTo(has);
      assertThat(file)
          .as("the runtime puts it there")
          .doesNotContain("\"\"\"{{ if .System }}<|endoftext|>");
    }
  }

  /// llama.cpp's converter: of each head, row i of the first half and row i of the second become
  /// neighbours.
  @Test
  void rowsOfQueriesAndKeysComeInPairs() {
    ModelConfig config = SmallExport.TIED;
    String q = "model.layers.0.self_attn.q_proj";
    long[] first = new long[6];
    for (int i = 0; i < first.length; i++) {
      first[i] = Architecture.LLAMA.row(q + ".weight", config, 16 + i);
    }
    assertThat(first).containsExactly(16, 24, 17, 25, 18, 26);
    for (long row = 0; row < 64; row++) {
      assertThat(Architecture.LLAMA.rowBack(q, config, Architecture.LLAMA.row(q, config, row)))
          .isEqualTo(row);
      assertThat(Architecture.LLAMA.row("model.layers.0.self_attn.v_proj.weight", config, row))
          .isEqualTo(row);
    }
  }

  @Test
  void anUnknownArchitectureIsNamed() {
    ModelConfig other = new ModelConfig(1, 4, 1, 1, 4, 4, 4, 1f, 1e-5f, 8, true, "hyena");
    assertThatThrownBy(() -> Architecture.of(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("hyena")
        .hasMessageContaining("llama, mistral, qwen2, qwen3");
    assertThat(Architecture.gguf("model.layers.7.self_attn.q_proj.bias"))
        .contains("blk.7.attn_q.bias");
    assertThat(Architecture.gguf("model.layers.7.other.weight")).isEmpty();
  }

  @Test
  void differencesAreMeasuredByHand() {
    float[][] first = {{0, 0}, {(float) Math.log(3), 0}};
    float[][] second = {{0, (float) Math.log(3)}, {(float) Math.log(3), 0}};
    Difference difference = Difference.of(first, second);
    // (1/2, 1/2) from (1/4, 3/4): ln 2 - ln 3 / 2
    assertThat(difference.kl()).isCloseTo((Math.log(2) - Math.log(3) / 2) / 2, within(1e-7));
    assertThat(difference.maxLogit()).isCloseTo(Math.log(3), within(1e-6));
    assertThat(difference.agreement()).isEqualTo(0.5);
    assertThat(Difference.of(new float[][] {{1, 0}}, new float[][] {{0, 1}}).agreement()).isZero();
    assertThat(Difference.of(first, first).kl()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, QUIET", "1e-8, 1e-9, QUIET", "0.0999, 1, QUIET", "0.1, 1, LOUD", "0.499, 1, LOUD",
    "0.5, 1, DROWNED", "3, 1, DROWNED", "0.001, 0, DROWNED", "NaN, 1, DROWNED", "1, NaN, DROWNED"
  })
  void theRuleOfNoise(double loss, double effect, Noise expected) {
    assertThat(Noise.of(loss, effect)).isEqualTo(expected);
  }

  @Test
  void namesAreGuessedAndTypesMustFit() {
    assertThat(Format.named("GGUF")).isEqualTo(Format.GGUF);
    assertThatThrownBy(() -> Format.named("safetensor"))
        .hasMessageContaining("Did you mean 'safetensors'?");
    assertThatThrownBy(() -> Format.type("q8_1")).hasMessageContaining("Did you mean 'q");
    assertThatThrownBy(() -> SmallExport.request(folder, List.of(Format.PEFT), BlockType.Q4_0))
        .hasMessageContaining("type q4_0: is not one of peft")
        .hasMessageContaining("peft takes f16, f32, bf16.");
    List<BlockType> asked = List.of(BlockType.Q4_0, BlockType.F32, BlockType.F16);
    assertThat(Format.GGUF.chosen(asked)).isEqualTo(asked);
    assertThat(Format.SAFETENSORS.chosen(asked)).containsExactly(BlockType.F32);
    assertThat(Format.LORA_GGUF.chosen(List.of(BlockType.Q4_0))).containsExactly(BlockType.F16);
    assertThat(Format.GGUF.chosen(List.of())).containsExactly(BlockType.Q8_0);
  }
}
