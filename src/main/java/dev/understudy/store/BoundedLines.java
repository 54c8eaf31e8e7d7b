package dev.understudy.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The lines of a file nobody vouches for, one at a time: however long the file or a line in it, no
/// more than one line of the most allowed length is held.
public final class BoundedLines implements AutoCloseable {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path file;
  private final int most;
  private final InputStream in;
  private long number;

  private BoundedLines(Path file, int most, InputStream in) {
    this.file = file;
    this.most = most;
    this.in = in;
  }

  /// A line, or why it is none.
  public sealed interface Line {
    /// From 1.
    long number();

    /// How many it takes in the file, its end included.
    long bytes();

    record Text(long number, long bytes, String text) implements Line {}

    record Bad(long number, long bytes, String why) implements Line {}
  }

  /// @param most bytes of a line
  /// @throws dev.understudy.problem.UserException when the file can't be read
  public static BoundedLines open(Path file, int most) {
    try {
      return new BoundedLines(
          file, most, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  /// The next line that is not blank; none at the end.
  public Optional<Line> next() {
    try {
      for (Optional<Line> line = read(); line.isPresent(); line = read()) {
        if (!(line.get() instanceof Line.Text text && text.text().isBlank())) {
          return line;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  private Optional<Line> read() throws IOException {
    var kept = new ByteArrayOutputStream();
    long bytes = 0;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      bytes++;
      if (bytes <= most) {
        kept.write(b);
      }
    }
    number++;
    return Optional.of(line(kept.toByteArray(), bytes, bytes + (b < 0 ? 0 : 1)));
  }

  private Line line(byte[] content, long length, long bytes) {
    if (length > most) {
      String why = "is longer than %,d bytes".formatted(most);
      return new Line.Bad(number, bytes, why);
    }
    boolean marked = number == 1 && Arrays.mismatch(content, MARK) == MARK.length;
    int from = marked ? MARK.length : 0;
    ByteBuffer text = ByteBuffer.wrap(content, from, content.length - from);
    try {
      return new Line.Text(
          number, bytes, StandardCharsets.UTF_8.newDecoder().decode(text).toString());
    } catch (CharacterCodingException _) {
      return new Line.Bad(number, bytes, "is not UTF-8 text");
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }
}
