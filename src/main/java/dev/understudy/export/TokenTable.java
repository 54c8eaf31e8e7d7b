package dev.understudy.export;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatFormat;
import dev.understudy.model.PreTokenizer;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.Gguf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// A byte-level BPE tokenizer, told in the way GGUF or a Hugging Face folder does, to be written
/// the other way.
///
/// @param tokens by id
/// @param types of each token, by GGUF's numbers
/// @param merges two tokens with a space between them, in order
/// @param pre how text is cut into words, by GGUF's name
/// @param marks ids of the tokens that stand for something
/// @param begins whether a text begins with the token for the beginning
record TokenTable(
    List<String> tokens,
    int[] types,
    List<String> merges,
    String pre,
    Map<Mark, Integer> marks,
    boolean begins,
    Optional<String> template) {
  private static final String PREFIX = "tokenizer.ggml.";

  // GGUF's numbers for kinds of tokens.
  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int UNUSED = 5;

  /// A token that stands for something, and what the two formats call it.
  enum Mark {
    BEGINNING("bos_token_id", "bos_token"),
    END("eos_token_id", "eos_token"),
    END_OF_TURN("eot_token_id", ""),
    UNKNOWN("unknown_token_id", "unk_token"),
    PADDING("padding_token_id", "pad_token");

    private final String gguf;
    private final String folder;

    Mark(String gguf, String folder) {
      this.gguf = gguf;
      this.folder = folder;
    }
  }

  static TokenTable of(BaseModel base, int vocabulary) {
    Optional<String> template = ChatFormat.of(base).template();
    return Files.isDirectory(base.weights())
        ? ofFolder(base.weights(), vocabulary, template)
        : ofGguf(base.weights(), template);
  }

  private static TokenTable ofGguf(Path path, Optional<String> template) {
    try (Gguf file = Gguf.open(path)) {
      String kind = file.text(PREFIX + "model").orElse("(none)");
      if (!kind.equals("gpt2")) {
        throw otherKind(path, kind);
      }
      Map<Mark, Integer> marks = new LinkedHashMap<>();
      for (Mark mark : Mark.values()) {
        file.integer(PREFIX + mark.gguf).ifPresent(id -> marks.put(mark, id.intValue()));
      }
      return new TokenTable(
          list(path, file, "tokens", String.class),
          list(path, file, "token_type", Long.class).stream().mapToInt(Long::intValue).toArray(),
          list(path, file, "merges", String.class),
          file.text(PREFIX + "pre").orElse("gpt-2"),
          marks,
          begins(file),
          template);
    }
  }

  private static <T> List<T> list(Path path, Gguf file, String key, Class<T> type) {
    return file.list(PREFIX + key, type)
        .orElseThrow(() ->
            new UserException(
                path.toString(),
                "`" + PREFIX + key + "` is missing",
                "The file is incomplete or altered: fetch it again."));
  }

  private static TokenTable ofFolder(Path folder, int vocabulary, Optional<String> template) {
    Path path = folder.resolve("tokenizer.json");
    JsonNode json = Json.read(path, JsonNode.class);
    JsonNode model = json.path("model");
    if (!model.path("type").asString("BPE").equals("BPE")
        || model.path("byte_fallback").asBoolean(false)) {
      throw otherKind(path, model.path("type").asString("?") + " with a fallback to bytes");
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    model.path("vocab").properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt(-1)));
    int[] types = new int[vocabulary];
    Arrays.fill(types, UNUSED);
    ids.values().forEach(id -> types[checked(path, id, vocabulary)] = NORMAL);
    for (JsonNode added : json.path("added_tokens")) {
      int id = checked(path, added.path("id").asInt(-1), vocabulary);
      ids.put(added.path("content").asString(""), id);
      types[id] = added.path("special").asBoolean(false) ? CONTROL : USER_DEFINED;
    }
    String[] tokens = new String[vocabulary];
    Arrays.setAll(tokens, id -> "[PAD" + id + "]");
    ids.forEach((token, id) -> tokens[id] = token);
    List<String> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray()
              ? merge.path(0).asString("") + " " + merge.path(1).asString("")
              : merge.asString(""));
    }
    String pre =
        PreTokenizer.nameOf(json.path("pre_tokenizer"))
            .orElseThrow(() ->
                new UserException(
                    path.toString(),
                    "cuts text into words in a way that has no name in GGUF here",
                    "Export --format safetensors, which keeps the tokenizer's own files."));
    return new TokenTable(
        List.of(tokens), types, merges, pre, marks(folder, ids), begins(folder, json), template);
  }

  private static int checked(Path path, int id, int vocabulary) {
    if (id < 0 || id >= vocabulary) {
      throw new UserException(
          path.toString(),
          "has a token with the id %d; the model has %d tokens".formatted(id, vocabulary),
          "Use files that belong together.");
    }
    return id;
  }

  private static UserException otherKind(Path path, String kind) {
    return new UserException(
        path.toString(),
        "is a tokenizer of the kind `" + kind + "`, only byte-level BPE is exported to GGUF",
        "Export --format safetensors, which keeps the tokenizer's own files.");
  }

  private static Map<Mark, Integer> marks(Path folder, Map<String, Integer> ids) {
    JsonNode config = optional(folder.resolve("tokenizer_config.json"));
    JsonNode model = optional(folder.resolve("config.json"));
    Map<Mark, Integer> marks = new LinkedHashMap<>();
    for (Mark mark : Mark.values()) {
      if (mark.folder.isEmpty()) {
        continue;
      }
      JsonNode node = config.path(mark.folder);
      Integer named =
          ids.get(node.isObject() ? node.path("content").asString("") : node.asString(""));
      JsonNode byId = model.path(mark.folder + "_id");
      JsonNode first = byId.isArray() ? byId.path(0) : byId;
      if (named != null) {
        marks.put(mark, named);
      } else if (first.isInt()) {
        marks.put(mark, first.intValue());
      }
    }
    return marks;
  }

  /// Whether a runtime puts the token for the beginning before a text by itself.
  static boolean begins(BaseModel base) {
    if (Files.isDirectory(base.weights())) {
      Path tokenizer = base.weights().resolve("tokenizer.json");
      return begins(base.weights(), Json.read(tokenizer, JsonNode.class));
    }
    try (Gguf file = Gguf.open(base.weights())) {
      return begins(file);
    }
  }

  /// Where the file is silent, llama.cpp does so for tokenizers of Llama 3.
  private static boolean begins(Gguf file) {
    boolean usual = file.text(PREFIX + "pre").orElse("").matches("llama-bpe|llama-v3|llama3");
    return file.metadata().getOrDefault(PREFIX + "add_bos_token", usual).equals(true);
  }

  private static boolean begins(Path folder, JsonNode tokenizer) {
    JsonNode asked = optional(folder.resolve("tokenizer_config.json")).path("add_bos_token");
    return asked.isBoolean()
        ? asked.booleanValue()
        : tokenizer.path("post_processor").path("single").path(0).has("SpecialToken");
  }

  private static JsonNode optional(Path json) {
    return Files.exists(json) ? Json.read(json, JsonNode.class) : Json.mapper().createObjectNode();
  }

  /// The text of a token that stands for something.
  Optional<String> text(Mark mark) {
    return Optional.ofNullable(marks.get(mark)).map(tokens::get);
  }

  OptionalInt id(Mark mark) {
    Integer id = marks.get(mark);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// The token that ends a turn, where it has one of its own, else the one that ends a text.
  Optional<String> endOfTurn() {
    return text(Mark.END_OF_TURN).or(() -> text(Mark.END));
  }

  /// As GGUF has it.
  Map<String, Object> metadata() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(PREFIX + "model", "gpt2");
    all.put(PREFIX + "pre", pre);
    all.put(PREFIX + "tokens", tokens);
    all.put(PREFIX + "token_type", types);
    all.put(PREFIX + "merges", merges);
    marks.forEach((mark, id) -> all.put(PREFIX + mark.gguf, id));
    all.put(PREFIX + "add_bos_token", begins);
    all.put(PREFIX + "add_space_prefix", false);
    template.ifPresent(text -> all.put("tokenizer.chat_template", text));
    return all;
  }

  /// As a Hugging Face folder has it: `tokenizer.json`.
  Map<String, Object> tokenizerJson() {
    PreTokenizer cut =
        PreTokenizer.named(pre)
            .orElseThrow(() ->
                new UserException(
                    "pre-tokenizer " + pre,
                    "is not known, so that no tokenizer.json can be written",
                    "Export --format gguf."));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("truncation", null);
    json.put("padding", null);
    json.put("added_tokens", addedTokens());
    json.put("normalizer", Json.mapper().readTree(cut.normalizer()));
    json.put("pre_tokenizer", Json.mapper().readTree(cut.json()));
    json.put("post_processor", postProcessor());
    Map<String, Object> bytes = new LinkedHashMap<>();
    bytes.put("type", "ByteLevel");
    bytes.put("add_prefix_space", true);
    bytes.put("trim_offsets", true);
    bytes.put("use_regex", true);
    json.put("decoder", bytes);
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (types[id] != UNUSED) {
        vocabulary.put(tokens.get(id), id);
      }
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", text(Mark.UNKNOWN).orElse(null));
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", cut.ignoreMerges());
    model.put("vocab", vocabulary);
    model.put("merges", merges);
    json.put("model", model);
    return json;
  }

  private List<Object> addedTokens() {
    List<Object> added = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (types[id] == CONTROL || types[id] == UNKNOWN || types[id] == USER_DEFINED) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", id);
        token.put("content", tokens.get(id));
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", false);
        token.put("normalized", false);
        token.put("special", types[id] != USER_DEFINED);
        added.add(token);
      }
    }
    return added;
  }

  /// Puts the token for the beginning before a text.
  private Object postProcessor() {
    Optional<String> beginning = text(Mark.BEGINNING);
    if (!begins || beginning.isEmpty()) {
      return Json.mapper().nullNode();
    }
    String bos = beginning.get();
    Object mark = Map.of("SpecialToken", Map.of("id", bos, "type_id", 0));
    Object first = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
    Object second = Map.of("Sequence", Map.of("id", "B", "type_id", 1));
    return Map.of(
        "type",
        "TemplateProcessing",
        "single",
        List.of(mark, first),
        "pair",
        List.of(mark, first, second),
        "special_tokens",
        Map.of(
            bos,
            Map.of(
                "id", bos, "ids", List.of(id(Mark.BEGINNING).orElse(0)), "tokens", List.of(bos))));
  }

  /// `tokenizer_config.json`.
  Map<String, Object> tokenizerConfig(int context) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    json.put("add_bos_token", begins);
    json.put("clean_up_tokenization_spaces", false);
    json.put("model_max_length", context);
    json.putAll(specialTokens());
    template.ifPresent(text -> json.put("chat_template", text));
    return json;
  }

  /// `special_tokens_map.json`.
  Map<String, Object> specialTokens() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Mark mark : Mark.values()) {
      if (!mark.folder.isEmpty()) {
        Optional<String> text = mark == Mark.END ? endOfTurn() : text(mark);
        text.ifPresent(t -> json.put(mark.folder, t));
      }
    }
    return json;
  }
}
