package dev.understudy.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The bytes behind the names of tokens. The library decodes whole characters only.
final class TokenBytes {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

  /// SentencePiece writes a space so.
  private static final String SPACE = "\u2581";

  /// By the character that byte-level vocabularies write for it: visible ones of Latin-1 stand for
  /// themselves, all others follow from U+0100 on (Radford et al. 2019, GPT-2).
  private static final int[] BYTE_OF = new int[512];

  static {
    Arrays.fill(BYTE_OF, -1);
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      BYTE_OF[visible ? b : next++] = b;
    }
  }

  private TokenBytes() {}

  /// Empty when the tokenizer is of a kind whose tokens can't be told apart from their text.
  static Optional<byte[][]> of(TokenizerSpec spec) {
    JsonNode json = JsonMapper.shared().readTree(spec.json());
    String decoder = json.path("decoder").toString();
    boolean byteLevel = decoder.contains("\"ByteLevel\"");
    if (!byteLevel && !decoder.contains(SPACE)) {
      return Optional.empty();
    }
    byte[][] bytes = new byte[spec.vocabulary()][];
    Arrays.fill(bytes, new byte[0]);
    json.path("model")
        .path("vocab")
        .properties()
        .forEach(token ->
            bytes[token.getValue().asInt()] =
                byteLevel ? ofLetters(token.getKey()) : ofPiece(token.getKey()));
    for (JsonNode added : json.path("added_tokens")) {
      bytes[added.path("id").asInt()] = utf8(added.path("content").asString(""));
    }
    return Optional.of(bytes);
  }

  private static byte[] ofLetters(String token) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < token.length(); i++) {
      char letter = token.charAt(i);
      if (letter >= BYTE_OF.length || BYTE_OF[letter] < 0) {
        return utf8(token); // added as it stands
      }
      bytes.write(BYTE_OF[letter]);
    }
    return bytes.toByteArray();
  }

  private static byte[] ofPiece(String token) {
    var single = BYTE.matcher(token);
    return single.matches()
        ? HexFormat.of().parseHex(single.group(1))
        : utf8(token.replace(SPACE, " "));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
