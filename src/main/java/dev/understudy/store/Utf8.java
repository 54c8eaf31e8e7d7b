package dev.understudy.store;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text files.
final class Utf8 {
  private Utf8() {}

  /// @throws UserException naming the line where the file is no UTF-8
  static String read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    if (result.isError()) {
      text.flip();
      long line = 1 + text.chars().filter(c -> c == '\n').count();
      throw new UserException(file + ":" + line, "is not UTF-8 text", "Save it as UTF-8.");
    }
    return text.flip().toString();
  }
}
