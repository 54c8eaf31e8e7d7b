package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes the tokenizer of a Hugging Face folder: `tokenizer.json`, with the special tokens taken
/// out of the library's reach. Which token ends a turn is told by `tokenizer_config.json` or, by
/// its id, `generation_config.json` or `config.json`. These may name several, of which the one that
/// the chat template writes ends a turn; a reply ends with any special token.
final class FolderTokenizer {
  private final Path folder;

  private FolderTokenizer(Path folder) {
    this.folder = folder;
  }

  static TokenizerSpec read(Path folder) {
    return new FolderTokenizer(folder).read();
  }

  private TokenizerSpec read() {
    Path path = folder.resolve("tokenizer.json");
    JsonNode json =
        JsonFiles.read(path)
            .orElseThrow(() ->
                new UserException(
                    folder.toString(),
                    "holds no tokenizer.json",
                    "Fetch the whole model, with its tokenizer."));
    if (!(json instanceof ObjectNode tokenizer)
        || !(json.path("model").path("vocab") instanceof ObjectNode vocabulary)) {
      throw new UserException(
          path.toString(),
          "is not a tokenizer with a vocabulary of whole tokens",
          "Choose another base, e.g. the alias smollm2-135m.");
    }
    int size = 0;
    for (JsonNode id : vocabulary.values()) {
      size = Math.max(size, id.asInt(-1) + 1);
    }
    Map<String, Integer> specials = new LinkedHashMap<>();
    for (JsonNode added : List.copyOf(tokenizer.path("added_tokens").values())) {
      String token = added.path("content").asString("");
      int id = added.path("id").asInt(-1);
      size = Math.max(size, id + 1);
      // Runs of spaces are added tokens in some vocabularies, and harmless; all else directs the
      // model.
      if (!token.isBlank()) {
        specials.put(token, id);
      }
    }
    List<Integer> ends = ends();
    withoutSpecials(tokenizer, vocabulary, specials);
    return new TokenizerSpec(tokenizer.toString(), specials, endOfTurn(specials, ends), size);
  }

  private static void withoutSpecials(
      ObjectNode tokenizer, ObjectNode vocabulary, Map<String, Integer> specials) {
    if (tokenizer.path("added_tokens") instanceof ArrayNode added) {
      for (int i = added.size() - 1; i >= 0; i--) {
        if (specials.containsKey(added.get(i).path("content").asString(""))) {
          added.remove(i);
        }
      }
    }
    vocabulary.remove(specials.keySet());
    // It would put a token before every text.
    tokenizer.putNull("post_processor");
    // A space before the first word of a conversation: runs of text stand behind a special token.
    if (tokenizer.path("pre_tokenizer") instanceof ObjectNode cut
        && cut.path("prepend_scheme").asString("").equals("first")) {
      cut.put("prepend_scheme", "never");
    }
    ObjectNode model = (ObjectNode) tokenizer.path("model");
    if (specials.containsKey(model.path("unk_token").asString(""))) {
      model.putNull("unk_token");
    }
  }

  private int endOfTurn(Map<String, Integer> specials, List<Integer> ends) {
    Optional<JsonNode> config = JsonFiles.read(folder.resolve("tokenizer_config.json"));
    return config
        .map(c -> JsonFiles.token(c.path("eos_token")))
        .map(specials::get)
        .or(() ->
            specials.entrySet().stream()
                .filter(s -> ends.contains(s.getValue()))
                .filter(s -> template(config).contains(s.getKey()))
                .map(Map.Entry::getValue)
                .findFirst())
        .or(() -> ends.stream().findFirst())
        .orElseThrow(() ->
            new UserException(
                folder.toString(),
                "names no token that ends a turn",
                "Give `eos_token` in tokenizer_config.json."));
  }

  /// The template's text, or none.
  private String template(Optional<JsonNode> config) {
    Path own = folder.resolve("chat_template.jinja");
    if (!Files.exists(own)) {
      return config.map(c -> c.path("chat_template").asString("")).orElse("");
    }
    try {
      return Files.readString(own);
    } catch (IOException e) {
      throw new UserException(
          own.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  /// The ids that end a reply, by both files.
  private List<Integer> ends() {
    List<Integer> ends = new ArrayList<>();
    for (String file : List.of("generation_config.json", "config.json")) {
      JsonNode ids =
          JsonFiles.read(folder.resolve(file))
              .map(c -> c.path("eos_token_id"))
              .orElse(MissingNode.getInstance());
      for (JsonNode id : ids.isArray() ? List.copyOf(ids.values()) : List.of(ids)) {
        if (id.isInt() && !ends.contains(id.intValue())) {
          ends.add(id.intValue());
        }
      }
    }
    return ends;
  }
}
