package dev.understudy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Sets texts side by side in columns of equal width, wrapped at words.
final class Columns {
  private static final String GAP = "  │ ";

  private final int width;

  /// `total`: how many characters a line may have, for `count` columns.
  Columns(int total, int count) {
    width = Math.max(16, (total - GAP.length() * (count - 1)) / count);
  }

  /// The lines of one row.
  List<String> row(List<String> cells) {
    List<List<String>> wrapped = cells.stream().map(cell -> wrap(cell, width)).toList();
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      int line = i;
      List<String> parts =
          wrapped.stream().map(cell -> padded(line < cell.size() ? cell.get(line) : "")).toList();
      lines.add(String.join(GAP, parts).stripTrailing());
    }
    return lines;
  }

  /// A line across all columns.
  String rule(int count) {
    return String.join("──┼─", Stream.generate(() -> "─".repeat(width)).limit(count).toList());
  }

  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.split("\n", -1)) {
      StringBuilder line = new StringBuilder();
      for (String word : paragraph.split(" ")) {
        for (String piece : pieces(word, width)) {
          if (!line.isEmpty() && line.length() + 1 + piece.length() > width) {
            lines.add(line.toString());
            line.setLength(0);
          }
          line.append(line.isEmpty() ? "" : " ").append(piece);
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /// A word longer than a line is cut.
  private static List<String> pieces(String word, int width) {
    List<String> pieces = new ArrayList<>();
    String rest = word;
    while (rest.length() > width) {
      pieces.add(rest.substring(0, width));
      rest = rest.substring(width);
    }
    pieces.add(rest);
    return pieces;
  }

  private String padded(String text) {
    return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
  }
}
