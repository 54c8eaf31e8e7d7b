package dev.understudy.profile;

import dev.understudy.store.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The card in a PNG picture: JSON in Base64, in a text chunk named `ccv3`, or `chara` for older
/// ones.
final class PngCard {
  private static final int SIGNATURE = 8;
  private static final int AROUND = 12;

  private PngCard() {}

  static JsonNode in(Raw raw) throws SourceException {
    Map<String, byte[]> texts = texts(raw);
    byte[] coded = texts.containsKey("ccv3") ? texts.get("ccv3") : texts.get("chara");
    if (coded == null) {
      throw new SourceException(
          "is a picture without a character card in it",
          "Programs that make pictures smaller take the card out: get the original.");
    }
    try {
      return Json.mapper().readTree(Base64.getMimeDecoder().decode(coded));
    } catch (JacksonException | IllegalArgumentException e) {
      throw SourceException.damaged(e);
    }
  }

  private static Map<String, byte[]> texts(Raw raw) throws SourceException {
    var texts = new HashMap<String, byte[]>();
    ByteBuffer png = ByteBuffer.wrap(raw.bytes());
    png.position(Math.min(SIGNATURE, png.limit()));
    while (png.remaining() >= AROUND) {
      int length = png.getInt();
      byte[] type = new byte[4];
      png.get(type);
      if (length < 0 || length > png.remaining() - 4) {
        break; // cut off: what came before may do
      }
      byte[] data = new byte[length];
      png.get(data);
      png.getInt(); // its check sum, which nobody needs who checks the content
      take(new String(type, StandardCharsets.ISO_8859_1), data, raw.limits(), texts);
    }
    return texts;
  }

  private static void take(String type, byte[] data, Limits limits, Map<String, byte[]> texts)
      throws SourceException {
    int key = end(data, 0);
    String name = new String(data, 0, key, StandardCharsets.ISO_8859_1);
    Optional<byte[]> value =
        switch (type) {
          case "tEXt" -> from(data, key + 1);
          case "zTXt" -> inflated(data, key + 2, limits);
          case "iTXt" -> international(data, key + 1, limits);
          default -> Optional.empty();
        };
    value.ifPresent(text -> texts.putIfAbsent(name, text));
  }

  /// After the key: whether and how it is packed, the language, the key in that language.
  private static Optional<byte[]> international(byte[] data, int at, Limits limits)
      throws SourceException {
    int text = end(data, end(data, at + 2) + 1) + 1;
    boolean packed = at < data.length && data[at] == 1;
    return packed ? inflated(data, text, limits) : from(data, text);
  }

  private static Optional<byte[]> from(byte[] data, int at) {
    return at >= data.length
        ? Optional.empty()
        : Optional.of(java.util.Arrays.copyOfRange(data, at, data.length));
  }

  private static Optional<byte[]> inflated(byte[] data, int at, Limits limits)
      throws SourceException {
    if (at >= data.length) {
      return Optional.empty();
    }
    try (var in = new InflaterInputStream(new ByteArrayInputStream(data, at, data.length - at))) {
      byte[] text = in.readNBytes(limits.bytes());
      if (in.read() >= 0) {
        throw LocalFiles.tooLarge(limits);
      }
      return Optional.of(text);
    } catch (IOException e) {
      throw SourceException.damaged(e);
    }
  }

  private static int end(byte[] data, int from) {
    int at = Math.min(from, data.length);
    while (at < data.length && data[at] != 0) {
      at++;
    }
    return at;
  }
}
