package dev.understudy.store;

import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// YAML files, read by the same rules as [Json]; a key given twice is refused.
public final class Yaml {
  private Yaml() {}

  /// @throws dev.understudy.problem.UserException naming file and line when the file is missing or
  ///   malformed
  public static JsonNode read(Path file) {
    return read(file, JsonNode.class);
  }

  /// @throws dev.understudy.problem.UserException naming file, line and field when the file is
  ///   missing or does not fit
  public static <T> T read(Path file, Class<T> type) {
    try {
      return parse(Utf8.read(file), file, type);
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  /// Parses a part of a file, such as a front matter. `file` is only named in problems.
  ///
  /// @throws dev.understudy.problem.UserException naming file, line and field when the text does
  ///   not fit
  public static <T> T parse(String text, Path file, Class<T> type) {
    try {
      return Mappers.whole(file, Mappers.YAML.readValue(text, type));
    } catch (JacksonException e) {
      throw Mappers.refused(file, e);
    }
  }

  /// Writes YAML, atomically.
  public static void write(Path file, Object value) {
    AtomicFiles.write(file, text(value));
  }

  /// One document, which begins with a line of `---` and ends with its last value.
  public static String text(Object value) {
    return Mappers.YAML.writeValueAsString(value);
  }
}
