package dev.understudy.train;

import dev.understudy.base.BaseModel;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The tiny tokenizer in a folder, with the chat template and the special tokens of a family of
/// bases (`golden/chats.json`).
final class FamilyBase {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final List<String> SPECIALS =
      List.of(
          "<s>",
          "</s>",
          "<|begin_of_text|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eot_id|>",
          "<bos>",
          "<eos>",
          "<start_of_turn>",
          "<end_of_turn>",
          "<|user|>",
          "<|assistant|>",
          "<|system|>",
          "<|end|>");

  private FamilyBase() {}

  static BaseModel in(Path folder, String family) {
    JsonNode f =
        Json.read(GOLDEN.resolve("chats.json"), JsonNode.class).path("families").path(family);
    return of(
        folder,
        f.path("template").stringValue(),
        f.path("beginning").stringValue(),
        f.path("end").stringValue());
  }

  static BaseModel of(Path folder, String template, String beginning, String end) {
    JsonNode tokenizer = Json.read(GOLDEN.resolve("tiny/tokenizer.json"), JsonNode.class);
    ArrayNode added = (ArrayNode) tokenizer.path("added_tokens");
    int id = 500;
    for (String special : SPECIALS) {
      added.addObject().put("id", id++).put("content", special).put("special", true);
    }
    AtomicFiles.write(folder.resolve("tokenizer.json"), tokenizer.toString());
    Json.write(
        folder.resolve("tokenizer_config.json"),
        Map.of("chat_template", template, "bos_token", beginning, "eos_token", end));
    return new BaseModel("odd", folder, "");
  }
}
