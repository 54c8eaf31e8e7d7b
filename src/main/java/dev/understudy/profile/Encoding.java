package dev.understudy.profile;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Finds out in which encoding bytes are text: by their mark, else UTF-8, else what the source says
/// of itself, else windows-1252, in which every old Western file makes sense.
final class Encoding {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final int SAMPLE = 1 << 14;

  private Encoding() {}

  /// @param note what the user should know of it; empty for clean UTF-8
  record Decoded(String text, String note) {}

  static Decoded decode(byte[] bytes, Optional<String> declared) throws SourceException {
    Optional<Charset> marked = byMark(bytes).or(() -> byZeros(bytes));
    if (marked.isPresent()) {
      return checked(strict(bytes, marked.get()), "read as " + marked.get().name());
    }
    String utf8 = strict(bytes, StandardCharsets.UTF_8);
    long bad = utf8.chars().filter(c -> c == 0xFFFD).count();
    if (bad == 0) {
      return checked(utf8, "");
    }
    Optional<Charset> said = declared.flatMap(Encoding::named);
    if (said.isPresent() && !said.get().equals(StandardCharsets.UTF_8)) {
      return checked(strict(bytes, said.get()), "read as " + said.get().name());
    }
    long good = utf8.chars().filter(c -> c > 0x7F && c != 0xFFFD).count();
    return bad * 4 <= good
        ? checked(utf8, bad + " places that are no UTF-8 left out")
        : checked(windows(bytes), "is no UTF-8: read as windows-1252");
  }

  static Optional<Charset> named(String name) {
    try {
      return Optional.of(Charset.forName(name.strip()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<Charset> byMark(byte[] bytes) {
    if (begins(bytes, 0xFF, 0xFE, 0, 0)) {
      return Optional.of(Charset.forName("UTF-32LE"));
    }
    if (begins(bytes, 0, 0, 0xFE, 0xFF)) {
      return Optional.of(Charset.forName("UTF-32BE"));
    }
    if (begins(bytes, 0xFF, 0xFE)) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return begins(bytes, 0xFE, 0xFF) ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
  }

  /// UTF-16 without a mark: every other byte of Western text is zero.
  private static Optional<Charset> byZeros(byte[] bytes) {
    int pairs = Math.min(bytes.length, SAMPLE) / 2;
    int first = 0;
    int second = 0;
    for (int i = 0; i < pairs; i++) {
      first += bytes[2 * i] == 0 ? 1 : 0;
      second += bytes[2 * i + 1] == 0 ? 1 : 0;
    }
    if (pairs > 1 && second > 0.7 * pairs && first == 0) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return pairs > 1 && first > 0.7 * pairs && second == 0
        ? Optional.of(StandardCharsets.UTF_16BE)
        : Optional.empty();
  }

  private static boolean begins(byte[] bytes, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != with[i]) {
        return false;
      }
    }
    return true;
  }

  /// Bytes that make no sense become U+FFFD.
  private static String strict(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE)
          .decode(ByteBuffer.wrap(bytes))
          .toString()
          .replaceFirst("^\uFEFF", "");
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new AssertionError("all errors are replaced", e);
    }
  }

  /// Five bytes mean nothing in windows-1252: text with them is in another encoding, or none.
  private static String windows(byte[] bytes) throws SourceException {
    String text = strict(bytes, WINDOWS);
    if (text.chars().anyMatch(c -> c == 0xFFFD || c >= 0x80 && c < 0xA0)) {
      throw noText();
    }
    return text;
  }

  private static Decoded checked(String text, String note) throws SourceException {
    long controls =
        text.chars()
            .filter(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f')
            .count();
    long lost = text.chars().filter(c -> c == 0xFFFD).count();
    if (controls * 50 > text.length() || lost * 10 > text.length()) {
      throw noText();
    }
    return new Decoded(text, note);
  }

  private static SourceException noText() {
    return new SourceException(
        "is neither text nor a format that is known here",
        "Give it as text in UTF-8, Markdown, HTML, PDF, EPUB, DOCX, or a chat's export.");
  }
}
