package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.base.BaseModel;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The kinds of tokenizers that the supported families use, against the library they are made for.
class FamilyTokenizersTest {
  @TempDir Path folder;

  private static GoldenTokens golden(String kind) {
    Path ids = GoldenTokens.path("tokenizers/ids.json");
    JsonNode all = Json.read(ids, JsonNode.class);
    return Json.mapper().treeToValue(all.path(kind), GoldenTokens.class);
  }

  private static BaseModel base(String name) {
    return GoldenTokens.tiny("tokenizers/" + name);
  }

  @ParameterizedTest
  @CsvSource({"qwen2,qwen2.gguf", "llama-bpe,llama-bpe.gguf", "llama,llama"})
  void textsGiveTheSameIdsAndComeBack(String kind, String file) {
    GoldenTokens golden = golden(kind);
    assertThat(golden.texts()).hasSizeGreaterThan(30);
    try (Tokenizer tokenizer = Tokenizers.of(base(file))) {
      for (GoldenTokens.Text text : golden.texts()) {
        assertThat(tokenizer.encode(text.text())).as(text.text()).containsExactly(text.ids());
        String composed = Normalizer.normalize(text.text(), Normalizer.Form.NFC);
        assertThat(tokenizer.decode(text.ids())).isIn(text.text(), composed);
      }
    }
  }

  /// What a pre-tokenizer decides shows in some text: none of the two gives the ids of the other.
  @Test
  void theTwoWaysOfCuttingWordsDiffer() {
    List<GoldenTokens.Text> qwen = golden("qwen2").texts();
    List<GoldenTokens.Text> llama = golden("llama-bpe").texts();
    try (Tokenizer tokenizer = Tokenizers.of(base("qwen2.gguf"))) {
      assertThat(llama).anyMatch(t -> !Arrays.equals(t.ids(), tokenizer.encode(t.text())));
    }
    assertThat(qwen).hasSameSizeAs(llama);
  }

  /// With a space before the first word only, which in a conversation is none of ours.
  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral"})
  void conversationsGiveTheIdsOfTransformers(String kind) {
    try (Tokenizer tokenizer = Tokenizers.of(base(kind))) {
      ChatTemplate template = ChatTemplate.of(base(kind), tokenizer);
      List<GoldenTokens.Chat> chats = golden(kind).chats();
      assertThat(chats).hasSizeGreaterThan(5);
      for (GoldenTokens.Chat chat : chats) {
        assertThat(template.encode(chat.messages(), chat.reply()))
            .as(chat.messages().toString())
            .containsExactly(chat.ids());
      }
    }
  }

  @Test
  void everyTokenThatEndsAReplyIsSpecial() {
    try (Tokenizer tokenizer = Tokenizers.of(base("qwen2.gguf"))) {
      assertThat(tokenizer.endOfTurn()).isEqualTo(1);
      assertThat(tokenizer.isSpecial(0)).isTrue();
    }
  }

  /// As instruct models name them: what ends a text first, what ends a turn somewhere behind it.
  @Test
  void ofSeveralEndsTheOneInTheTemplateEndsATurn() throws IOException {
    Files.copy(GoldenTokens.path("tiny/tokenizer.json"), folder.resolve("tokenizer.json"));
    JsonNode config = Json.read(GoldenTokens.path("tiny/tokenizer_config.json"), JsonNode.class);
    Json.write(
        folder.resolve("tokenizer_config.json"),
        Map.of("chat_template", config.path("chat_template").asString()));
    Json.write(folder.resolve("config.json"), Map.of("eos_token_id", 0));
    var base = new BaseModel("several", folder, "");
    try (Tokenizer tokenizer = Tokenizers.of(base)) {
      assertThat(tokenizer.endOfTurn()).isEqualTo(0);
    }
    Json.write(
        folder.resolve("generation_config.json"), Map.of("eos_token_id", new int[] {0, 3, 2}));
    try (Tokenizer tokenizer = Tokenizers.of(base)) {
      assertThat(tokenizer.endOfTurn()).isEqualTo(2);
      assertThat(List.of(0, 3)).allMatch(tokenizer::isSpecial);
    }
    Files.delete(folder.resolve("generation_config.json"));
    Files.delete(folder.resolve("config.json"));
    assertThatThrownBy(() -> Tokenizers.of(base))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("names no token that ends a turn");
  }
}
