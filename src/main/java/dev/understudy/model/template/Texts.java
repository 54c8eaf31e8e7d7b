package dev.understudy.model.template;

import java.util.Locale;

/// Operations on text as Python has them, whose templates these are.
final class Texts {
  private Texts() {}

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  static String strip(String text) {
    return stripLeading(stripTrailing(text));
  }

  static String stripLeading(String text) {
    int from = 0;
    while (from < text.length() && isSpace(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  static String stripTrailing(String text) {
    int to = text.length();
    while (to > 0 && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  /// Any of the characters of `some` is taken off.
  static String stripLeading(String text, String some) {
    int from = 0;
    while (from < text.length() && some.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    return text.substring(from);
  }

  static String stripTrailing(String text, String some) {
    int to = text.length();
    while (to > 0 && some.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(0, to);
  }

  static String replace(String text, String what, String by) {
    Values.refuseAbove((text.length() + 1L) * (by.length() + 1L) / Math.max(1, what.length()));
    return text.replace(what, by);
  }

  static String capitalize(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  /// Every word's first letter in upper case.
  static String title(String text) {
    StringBuilder title = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      title.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetter(c);
    }
    return title.toString();
  }
}
