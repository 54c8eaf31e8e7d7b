package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes the tokenizer of a Hugging Face folder: `tokenizer.json`, with the special tokens taken
/// out of the library's reach. Which token ends a turn is told by `tokenizer_config.json` or, by
/// its id, `config.json`.
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
    withoutSpecials(tokenizer, vocabulary, specials);
    return new TokenizerSpec(tokenizer.toString(), specials, endOfTurn(specials), size);
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
    ObjectNode model = (ObjectNode) tokenizer.path("model");
    if (specials.containsKey(model.path("unk_token").asString(""))) {
      model.putNull("unk_token");
    }
  }

  private int endOfTurn(Map<String, Integer> specials) {
    Optional<Integer> named =
        JsonFiles.read(folder.resolve("tokenizer_config.json"))
            .map(config -> JsonFiles.token(config.path("eos_token")))
            .map(specials::get);
    return named
        .or(() -> JsonFiles.read(folder.resolve("config.json")).flatMap(FolderTokenizer::endById))
        .orElseThrow(() ->
            new UserException(
                folder.toString(),
                "names no token that ends a turn",
                "Give `eos_token` in tokenizer_config.json."));
  }

  private static Optional<Integer> endById(JsonNode config) {
    JsonNode id = config.path("eos_token_id");
    JsonNode first = id.isArray() ? id.path(0) : id;
    return first.isInt() ? Optional.of(first.intValue()) : Optional.empty();
  }
}
