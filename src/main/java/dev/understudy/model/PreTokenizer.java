package dev.understudy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How text is cut into words before bytes are merged, by the name GGUF gives it, as the library's
/// JSON.
///
/// `add_prefix_space` and `trim_offsets` must be given: the library refuses a byte-level part
/// without them.
///
/// @param ignoreMerges whether a word that is a token is taken whole
public record PreTokenizer(String json, String normalizer, boolean ignoreMerges) {
  private static final String BYTES =
      "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":%s}";

  private static final String DIGITS = "{\"type\":\"Digits\",\"individual_digits\":true}";

  /// Contractions, words, up to so many digits, signs, line ends, spaces.
  private static final String SPLIT =
      "{\"type\":\"Split\",\"behavior\":\"Isolated\",\"invert\":false,\"pattern\":{\"Regex\":\""
          + "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}%s"
          + "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+\"}}";

  private static final String NONE = "null";

  private static final PreTokenizer GPT2 = new PreTokenizer(BYTES.formatted(true), NONE, false);
  private static final PreTokenizer SMOLLM =
      new PreTokenizer(sequence(DIGITS, BYTES.formatted(true)), NONE, false);
  private static final PreTokenizer LLAMA =
      new PreTokenizer(sequence(SPLIT.formatted("{1,3}"), BYTES.formatted(false)), NONE, true);
  private static final PreTokenizer QWEN =
      new PreTokenizer(
          sequence(SPLIT.formatted(""), BYTES.formatted(false)), "{\"type\":\"NFC\"}", false);

  private static final Map<String, PreTokenizer> BY_NAME =
      Map.of(
          "gpt-2", GPT2,
          "smollm", SMOLLM,
          "llama-bpe", LLAMA,
          "llama-v3", LLAMA,
          "llama3", LLAMA,
          "qwen2", QWEN);

  /// The names to write: one of each kind.
  private static final List<String> PREFERRED = List.of("gpt-2", "smollm", "llama-bpe", "qwen2");

  private static String sequence(String first, String second) {
    return "{\"type\":\"Sequence\",\"pretokenizers\":[" + first + "," + second + "]}";
  }

  /// What GGUF calls the part of a `tokenizer.json` that cuts text into words; empty when it has no
  /// name here.
  public static Optional<String> nameOf(JsonNode preTokenizer) {
    List<JsonNode> wanted = parts(preTokenizer);
    return PREFERRED.stream()
        .filter(name -> parts(JsonMapper.shared().readTree(part(name))).equals(wanted))
        .findFirst();
  }

  private static String part(String name) {
    return named(name).orElseThrow().json;
  }

  /// Each part of a sequence, without the setting that changes no ids.
  private static List<JsonNode> parts(JsonNode whole) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode part :
        whole.has("pretokenizers") ? whole.path("pretokenizers") : List.of(whole)) {
      JsonNode copy = part.deepCopy();
      if (copy instanceof ObjectNode object) {
        object.remove("trim_offsets");
      }
      parts.add(copy);
    }
    return parts;
  }

  public static Optional<PreTokenizer> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static String known() {
    return String.join(", ", BY_NAME.keySet().stream().sorted().toList());
  }
}
