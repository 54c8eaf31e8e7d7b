package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.List;

/// Cuts a template's source into text, outputs and tags, and removes the white space that belongs
/// to them: all of it at a `-`; else the line end after a tag or comment, and the indentation
/// before it.
final class Cutter {
  private final String source;
  private final List<Part> parts = new ArrayList<>();
  private int at;
  private int counted;
  private int lines = 1;

  /// What the part before asks of the text that follows.
  private boolean stripNext;

  private boolean lineStarts = true;

  private Cutter(String source) {
    this.source = source;
  }

  static List<Part> cut(String source) {
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    // One line end at the very end belongs to the file, not to the template.
    return new Cutter(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines).cut();
  }

  private List<Part> cut() {
    while (at < source.length()) {
      int open = nextOpening(at);
      if (open < 0) {
        text(source.substring(at), false, false);
        break;
      }
      char kind = source.charAt(open + 1);
      char control = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
      text(source.substring(at, open), control == '-', kind != '{' && control != '+');
      inside(open, kind, control == '-' || control == '+' ? open + 3 : open + 2);
    }
    return parts;
  }

  private int nextOpening(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private void text(String raw, boolean strip, boolean outdent) {
    String text = stripNext ? Texts.stripLeading(raw) : raw;
    if (strip) {
      text = Texts.stripTrailing(text);
    } else if (outdent) {
      int line = text.lastIndexOf('\n') + 1;
      if ((line > 0 || lineStarts) && text.substring(line).isBlank()) {
        text = text.substring(0, line);
      }
    }
    if (!text.isEmpty()) {
      parts.add(new Part(Part.Kind.TEXT, text, line(at)));
    }
  }

  private void inside(int open, char kind, int from) {
    String closing = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
    int close = kind == '#' ? source.indexOf(closing, from) : closing(from, closing);
    if (close < 0) {
      throw new TemplateException("line " + line(open) + ": \"{" + kind + "\" is never closed");
    }
    char control = close > from ? source.charAt(close - 1) : ' ';
    boolean controlled = control == '-' || control == '+' && kind != '{';
    if (kind != '#') {
      parts.add(
          new Part(
              kind == '{' ? Part.Kind.OUTPUT : Part.Kind.TAG,
              source.substring(from, controlled ? close - 1 : close).strip(),
              line(open)));
    }
    at = close + 2;
    stripNext = control == '-';
    lineStarts = false;
    if (kind != '{' && !controlled && at < source.length() && source.charAt(at) == '\n') {
      at++;
      lineStarts = true;
    }
  }

  /// Where the part closes: outside of texts and brackets.
  private int closing(int from, String closing) {
    int depth = 0;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\'' || c == '"') {
        i = endOfText(i);
        if (i < 0) {
          return -1;
        }
      } else if (depth == 0 && source.startsWith(closing, i)) {
        return i;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
      }
    }
    return -1;
  }

  private int endOfText(int open) {
    for (int i = open + 1; i < source.length(); i++) {
      if (source.charAt(i) == '\\') {
        i++;
      } else if (source.charAt(i) == source.charAt(open)) {
        return i;
      }
    }
    return -1;
  }

  /// Asked for ever later positions, so that each line is counted once.
  private int line(int position) {
    for (; counted < position; counted++) {
      if (source.charAt(counted) == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
