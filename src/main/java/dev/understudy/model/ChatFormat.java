package dev.understudy.model;

import dev.understudy.base.BaseModel;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.Gguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a base says of how conversations are written: a Jinja template and the texts of two special
/// tokens, empty where there is none.
public record ChatFormat(Optional<String> template, String beginning, String end) {
  private static final String PREFIX = "tokenizer.";

  public static ChatFormat of(BaseModel base) {
    return Files.isDirectory(base.weights()) ? ofFolder(base.weights()) : ofGguf(base.weights());
  }

  private static ChatFormat ofGguf(Path path) {
    try (Gguf file = Gguf.open(path)) {
      List<String> tokens = file.list(PREFIX + "ggml.tokens", String.class).orElse(List.of());
      return new ChatFormat(
          file.text(PREFIX + "chat_template"),
          token(file, "ggml.bos_token_id", tokens),
          token(file, "ggml.eos_token_id", tokens));
    }
  }

  private static String token(Gguf file, String key, List<String> tokens) {
    return file.integer(PREFIX + key)
        .filter(id -> id >= 0 && id < tokens.size())
        .map(id -> tokens.get(id.intValue()))
        .orElse("");
  }

  private static ChatFormat ofFolder(Path folder) {
    Optional<JsonNode> config = JsonFiles.read(folder.resolve("tokenizer_config.json"));
    return new ChatFormat(
        ownFile(folder).or(() -> config.flatMap(ChatFormat::template)),
        config.map(c -> JsonFiles.token(c.path("bos_token"))).orElse(""),
        config.map(c -> JsonFiles.token(c.path("eos_token"))).orElse(""));
  }

  /// Where newer models keep it.
  private static Optional<String> ownFile(Path folder) {
    Path path = folder.resolve("chat_template.jinja");
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(path));
    } catch (IOException e) {
      throw new UserException(
          path.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  /// Either a text or a list of named ones, of which the one named `default` is meant.
  private static Optional<String> template(JsonNode config) {
    JsonNode node = config.path("chat_template");
    if (node.isArray()) {
      for (JsonNode named : node) {
        if (named.path("name").asString("").equals("default")) {
          node = named.path("template");
        }
      }
    }
    return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
  }
}
