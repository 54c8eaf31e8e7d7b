package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.tensor.Gguf;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds a tokenizer from the tokens and merges in a GGUF file.
final class GgufTokenizer {
  private static final String PREFIX = "tokenizer.ggml.";

  /// Token types of GGUF that are never ordinary text.
  private static final long UNKNOWN = 2;

  private static final long CONTROL = 3;

  private final Path path;
  private final Gguf file;

  private GgufTokenizer(Path path, Gguf file) {
    this.path = path;
    this.file = file;
  }

  static TokenizerSpec read(Path path) {
    try (Gguf file = Gguf.open(path)) {
      return new GgufTokenizer(path, file).read();
    }
  }

  private TokenizerSpec read() {
    String kind = file.text(PREFIX + "model").orElse("(none)");
    if (!kind.equals("gpt2")) {
      throw refuse(
          "its tokenizer is of the kind `" + kind + "`, known is gpt2 (byte-level BPE)",
          "Use the same model as a folder with safetensors and tokenizer.json.");
    }
    List<String> tokens = list("tokens", String.class);
    List<Long> types = list("token_type", Long.class);
    if (types.size() != tokens.size()) {
      throw altered(tokens.size() + " tokens have " + types.size() + " types");
    }
    Map<String, Integer> specials = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      long type = types.get(id);
      if (type == CONTROL || type == UNKNOWN) {
        specials.put(tokens.get(id), id);
      }
    }
    return new TokenizerSpec(json(tokens, specials), specials, endOfTurn(tokens), tokens.size());
  }

  /// Written by hand: a tree of a hundred thousand nodes would take longer than all the rest.
  private String json(List<String> tokens, Map<String, Integer> specials) {
    PreTokenizer cut = preTokenizer();
    StringBuilder json = new StringBuilder(1 << 21);
    json.append("{\"version\":\"1.0\",\"added_tokens\":[],\"normalizer\":")
        .append(cut.normalizer())
        .append(",\"pre_tokenizer\":")
        .append(cut.json())
        .append(",\"decoder\":{\"type\":\"ByteLevel\",\"add_prefix_space\":true,")
        .append("\"trim_offsets\":true,\"use_regex\":true},\"model\":{\"type\":\"BPE\",")
        .append("\"ignore_merges\":")
        .append(cut.ignoreMerges())
        .append(",\"vocab\":{");
    char separator = ' ';
    for (int id = 0; id < tokens.size(); id++) {
      if (!specials.containsKey(tokens.get(id))) {
        quote(json.append(separator), tokens.get(id)).append(':').append(id);
        separator = ',';
      }
    }
    json.append("},\"merges\":[");
    separator = ' ';
    for (String merge : list("merges", String.class)) {
      quote(json.append(separator), merge);
      separator = ',';
    }
    return json.append("]}}").toString();
  }

  static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u00").append(Character.forDigit(c >> 4, 16));
        json.append(Character.forDigit(c & 15, 16));
      } else {
        json.append(c);
      }
    }
    return json.append('"');
  }

  private PreTokenizer preTokenizer() {
    String name = file.text(PREFIX + "pre").orElse("(none)");
    return PreTokenizer.named(name)
        .orElseThrow(() ->
            refuse(
                "its pre-tokenizer is `" + name + "`, known are " + PreTokenizer.known(),
                "Use the same model as a folder with safetensors and tokenizer.json."));
  }

  private int endOfTurn(List<String> tokens) {
    long id =
        file.integer(PREFIX + "eot_token_id")
            .or(() -> file.integer(PREFIX + "eos_token_id"))
            .orElseThrow(() -> altered("it names no token that ends a turn"));
    if (id < 0 || id >= tokens.size()) {
      throw altered("the token that ends a turn is " + id + " of " + tokens.size());
    }
    return (int) id;
  }

  private <T> List<T> list(String key, Class<T> type) {
    return file.list(PREFIX + key, type)
        .orElseThrow(() -> altered("`" + PREFIX + key + "` is missing"));
  }

  private UserException altered(String what) {
    return refuse(what, "The file is incomplete or altered: fetch it again.");
  }

  private UserException refuse(String what, String fix) {
    return new UserException(path.toString(), what, fix);
  }
}
