package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.List;

/// A word of an expression.
record Token(Kind kind, String text) {
  enum Kind {
    NAME,
    TEXT,
    INTEGER,
    DECIMAL,
    SIGN,
    END
  }

  private static final List<String> LONG_SIGNS = List.of("//", "==", "!=", "<=", ">=");
  private static final String SIGNS = "+-*/%~<>=()[]{},:.|";

  static List<Token> of(String source) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      int from = at;
      if (Character.isWhitespace(c)) {
        at++;
      } else if (Character.isLetter(c) || c == '_') {
        at = end(source, at, "_");
        tokens.add(new Token(Kind.NAME, source.substring(from, at)));
      } else if (Character.isDigit(c)) {
        at = end(source, at, ".");
        String number = source.substring(from, at);
        tokens.add(new Token(number.contains(".") ? Kind.DECIMAL : Kind.INTEGER, number));
      } else if (c == '\'' || c == '"') {
        StringBuilder text = new StringBuilder();
        at = text(source, at, text);
        tokens.add(new Token(Kind.TEXT, text.toString()));
      } else {
        String sign = sign(source, at);
        at += sign.length();
        tokens.add(new Token(Kind.SIGN, sign));
      }
    }
    tokens.add(new Token(Kind.END, "the end"));
    return tokens;
  }

  private static int end(String source, int from, String also) {
    int at = from;
    while (at < source.length()
        && (Character.isLetterOrDigit(source.charAt(at)) || also.indexOf(source.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }

  private static String sign(String source, int at) {
    for (String sign : LONG_SIGNS) {
      if (source.startsWith(sign, at)) {
        return sign;
      }
    }
    if (SIGNS.indexOf(source.charAt(at)) < 0) {
      throw new TemplateException("\"" + source.charAt(at) + "\" is not understood in " + source);
    }
    return source.substring(at, at + 1);
  }

  /// Appends the text that opens at `open` to `text` and returns where it ends.
  private static int text(String source, int open, StringBuilder text) {
    int at = open + 1;
    while (at < source.length() && source.charAt(at) != source.charAt(open)) {
      if (source.charAt(at) == '\\' && at + 1 < source.length()) {
        at = escape(source, at + 1, text);
      } else {
        text.append(source.charAt(at++));
      }
    }
    if (at >= source.length()) {
      throw new TemplateException("a text is never closed in " + source);
    }
    return at + 1;
  }

  private static int escape(String source, int at, StringBuilder text) {
    char c = source.charAt(at);
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case '\\', '\'', '"' -> text.append(c);
      case 'x', 'u' -> {
        int digits = c == 'x' ? 2 : 4;
        try {
          text.append((char) Integer.parseInt(source, at + 1, at + 1 + digits, 16));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
          throw new TemplateException("a broken escape in " + source);
        }
        return at + 1 + digits;
      }
      default -> text.append('\\').append(c);
    }
    return at + 1;
  }
}
