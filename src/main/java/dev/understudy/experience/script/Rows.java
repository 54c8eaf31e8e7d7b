package dev.understudy.experience.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Tables that come with the program: lines of columns divided by tabs, the first of them heads,
/// with comments after `#`.
final class Rows {
  private Rows() {}

  /// @param name in the folder `horizon`, without its ending
  static List<List<String>> of(String name) {
    String file = "/horizon/" + name + ".tsv";
    try (InputStream in = Objects.requireNonNull(Rows.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .skip(1)
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A column that holds several words.
  static List<String> several(String column, String divider) {
    return column.isBlank() ? List.of() : List.of(column.split(divider));
  }
}
