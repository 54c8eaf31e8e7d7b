package dev.understudy.profile;

/// Counts words: what stands between spaces, and two characters of the scripts that need none.
final class WordCount {
  private WordCount() {}

  static int of(String text) {
    int words = 0;
    int ideographs = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean dense = isDense(c);
      ideographs += dense ? 1 : 0;
      boolean letter = !dense && Character.isLetterOrDigit(c);
      words += letter && !inWord ? 1 : 0;
      inWord = letter || inWord && !dense && !Character.isWhitespace(c);
    }
    return words + (ideographs + 1) / 2;
  }

  private static boolean isDense(int c) {
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
