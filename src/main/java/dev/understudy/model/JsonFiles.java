package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON files as other programs write them beside a model.
final class JsonFiles {
  private JsonFiles() {}

  /// Empty when there is no such file.
  ///
  /// @throws UserException when it cannot be read or is not JSON
  static Optional<JsonNode> read(Path path) {
    try {
      return Optional.of(JsonMapper.shared().readTree(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UserException(
          path.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.", e);
    } catch (JacksonException e) {
      throw new UserException(
          path + ", line " + e.getLocation().getLineNr(),
          "is not proper JSON: " + Json.reason(e),
          "Fetch the file again.",
          e);
    }
  }

  /// A special token, told as text or as an object with `content`; empty text when there is none.
  static String token(JsonNode node) {
    return node.isObject() ? node.path("content").asString("") : node.asString("");
  }
}
