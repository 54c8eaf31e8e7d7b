package dev.understudy.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// JSON files.
public final class Json {
  private Json() {}

  /// The mapper all of our JSON goes through: enums in lower case with hyphens, missing lists and
  /// `Optional`s empty, every other field demanded, unknown fields refused. Read files of others as
  /// `JsonNode`.
  public static JsonMapper mapper() {
    return Mappers.JSON;
  }

  /// @throws dev.understudy.problem.UserException naming file, line and field when the file is
  ///   missing or does not fit
  public static <T> T read(Path file, Class<T> type) {
    try {
      return Mappers.whole(file, Mappers.JSON.readValue(Files.readAllBytes(file), type));
    } catch (IOException e) {
      throw Failures.reading(file, e);
    } catch (JacksonException e) {
      throw Mappers.refused(file, e);
    }
  }

  /// Writes indented JSON, atomically.
  public static void write(Path file, Object value) {
    AtomicFiles.write(
        file, Mappers.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }

  /// What is wrong with JSON that was refused, in words for a reader who has the file only.
  public static String reason(JacksonException e) {
    return Mappers.what(e);
  }

  /// One value on one line, without a line end.
  public static String line(Object value) {
    return Mappers.JSON.writeValueAsString(value);
  }
}
