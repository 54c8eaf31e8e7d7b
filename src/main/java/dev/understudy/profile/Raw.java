package dev.understudy.profile;

import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The bytes of a source, and views of them that several readers look at and one makes.
final class Raw {
  private static final int HEAD = 4096;

  private final String where;
  private final String name;
  private final byte[] bytes;
  private final Optional<String> charset;
  private final Limits limits;

  private Encoding.@Nullable Decoded decoded;
  private boolean jsonSought;
  private Optional<JsonNode> json = Optional.empty();
  private @Nullable Zip zip;

  /// @param where a path or an address
  /// @param name of the file, whose ending tells the format where the content does not
  /// @param charset what the server said, if one was asked
  Raw(String where, String name, byte[] bytes, Optional<String> charset, Limits limits) {
    this.where = where;
    this.name = name;
    this.bytes = bytes;
    this.charset = charset;
    this.limits = limits;
  }

  /// A file packed in this one.
  Raw inner(String entry, byte[] content) {
    return new Raw(where + "!" + entry, fileName(entry), content, Optional.empty(), limits);
  }

  String where() {
    return where;
  }

  byte[] bytes() {
    return bytes;
  }

  Limits limits() {
    return limits;
  }

  String hash() {
    return Hashes.sha256(bytes);
  }

  /// The file's name without its ending.
  String title() {
    int dot = name.lastIndexOf('.');
    String title = CleanText.line(dot > 0 ? name.substring(0, dot) : name);
    return title.isEmpty() ? "Untitled" : title;
  }

  /// True for one of these endings, such as `md`.
  boolean ends(String... endings) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(endings).anyMatch(ending -> lower.endsWith("." + ending));
  }

  boolean begins(String latin) {
    for (int i = 0; i < latin.length(); i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The first bytes, each as one character.
  String head() {
    return new String(
        bytes, 0, Math.min(HEAD, bytes.length), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  Encoding.Decoded decoded() throws SourceException {
    if (decoded == null) {
      decoded = Encoding.decode(bytes, charset.or(() -> DeclaredCharset.in(head())));
    }
    return decoded;
  }

  String text() throws SourceException {
    return decoded().text();
  }

  boolean isZip() {
    return begins("PK\u0003\u0004") || begins("PK\u0005\u0006");
  }

  Zip zip() throws SourceException {
    if (zip == null) {
      zip = Zip.unpack(bytes, limits);
    }
    return zip;
  }

  /// The source as JSON; nothing when it is something else.
  ///
  /// @throws SourceException when it says that it is JSON, and is not
  Optional<JsonNode> json() throws SourceException {
    if (!jsonSought) {
      jsonSought = true;
      String start = head().replaceFirst("^\u00EF\u00BB\u00BF", "").stripLeading();
      boolean looks = start.startsWith("{") || start.startsWith("[");
      json = looks ? parsed() : Optional.empty();
    }
    return json;
  }

  private Optional<JsonNode> parsed() throws SourceException {
    try {
      return Optional.of(Json.mapper().readTree(text()));
    } catch (JacksonException e) {
      if (ends("json")) {
        throw new SourceException(
            "is no whole JSON (" + Json.reason(e) + ")", "Export it again; it may be cut off.");
      }
      return Optional.empty();
    }
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
