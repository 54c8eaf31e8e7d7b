package dev.understudy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

  /// A table whose columns are as wide as what stands in them, numbers to the right. What goes
  /// beyond `total` is cut off at the end of its line.
  static List<String> table(List<String> head, List<List<String>> rows, int total) {
    List<List<String>> all = Stream.concat(Stream.of(head), rows.stream()).toList();
    int[] widths =
        IntStream.range(0, head.size())
            .map(i -> all.stream().mapToInt(row -> length(row.get(i))).max().orElse(0))
            .toArray();
    return all.stream().map(row -> line(row, rows, widths)).map(l -> cut(l, total)).toList();
  }

  private static String line(List<String> row, List<List<String>> rows, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      boolean number = rows.stream().allMatch(r -> r.get(column).matches("[\\d,.]+"));
      String blank = " ".repeat(widths[i] - length(row.get(i)));
      line.append(i == 0 ? "  " : "   ").append(number ? blank + row.get(i) : row.get(i) + blank);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String line, int total) {
    return length(line) <= total
        ? line
        : line.substring(0, line.offsetByCodePoints(0, total - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
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
