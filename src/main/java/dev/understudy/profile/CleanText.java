package dev.understudy.profile;

import java.text.Normalizer;

/// Takes out of text what nobody sees: controls, marks that turn the direction of writing, letters
/// without shape, endless accents. What is said stays as it is, hostile or not.
final class CleanText {
  private static final int MOST_MARKS = 3;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int EMOJI_STYLE = 0xFE0F;

  private CleanText() {}

  /// Lines stay lines, and never more than one of them is blank.
  static String of(String raw) {
    var clean = new StringBuilder(raw.length());
    int marks = 0;
    String composed = Normalizer.normalize(raw.replace("\r\n", "\n"), Normalizer.Form.NFC);
    for (int i = 0; i < composed.length(); ) {
      int c = composed.codePointAt(i);
      i += Character.charCount(c);
      marks = isMark(c) ? marks + 1 : 0;
      if (isLineEnd(c)) {
        clean.append('\n');
      } else if (isSpace(c)) {
        clean.append(' ');
      } else if (isSeen(c) && marks <= MOST_MARKS) {
        clean.appendCodePoint(c);
      }
    }
    return tidy(clean.toString());
  }

  /// All on one line.
  static String line(String raw) {
    return of(raw).replaceAll("\\s+", " ");
  }

  private static String tidy(String text) {
    return text.replaceAll(" {2,}", " ")
        .replaceAll(" ?\n ?", "\n")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean isLineEnd(int c) {
    return switch (c) {
      case '\n', '\r', 0x0B, '\f', 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }

  /// Also the letters that are drawn as nothing: the fillers of Hangul, the empty Braille cell.
  private static boolean isSpace(int c) {
    return switch (c) {
      case '\t', 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800 -> true;
      default -> Character.isSpaceChar(c);
    };
  }

  /// Joiners are seen in what they join, as in Persian words and families of emoji.
  private static boolean isSeen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          false;
      case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
      case Character.NON_SPACING_MARK -> c == EMOJI_STYLE || !isVariation(c);
      default -> c != 0xFFFC && c != 0xFFFD;
    };
  }

  /// Selectors of a variant of the letter before: 256 of them can hide any message.
  private static boolean isVariation(int c) {
    return c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF;
  }
}
