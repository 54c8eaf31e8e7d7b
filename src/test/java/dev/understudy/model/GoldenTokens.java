package dev.understudy.model;

import dev.understudy.base.BaseModel;
import dev.understudy.store.Json;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Texts and conversations with the token ids transformers gives (see tools/golden).
record GoldenTokens(List<Text> texts, Map<String, String> templates, List<Chat> chats) {
  record Text(String text, int[] ids) {}

  record Chat(String template, List<Message> messages, boolean reply, int[] ids) {}

  static GoldenTokens read(String name) {
    return Json.read(path(name), GoldenTokens.class);
  }

  /// The tiny tokenizer, as a folder (`tiny`) or a GGUF file (`tiny.gguf`).
  static BaseModel tiny(String name) {
    return new BaseModel(name, path(name), "");
  }

  static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(GoldenTokens.class.getResource("/golden/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
