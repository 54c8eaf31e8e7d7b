package dev.understudy.dataset;

import dev.understudy.problem.UserException;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/// The records of a file of others, one at a time: lines of JSON, a JSON list, or Parquet, told
/// apart by how the file begins.
interface RecordSource extends AutoCloseable {
  /// No record takes more bytes than this.
  int MOST_BYTES = 16 << 20;

  /// The next one; none at the end.
  ///
  /// @throws UserException when the file is broken so that nothing after it can be read
  Optional<Found> next();

  /// How many bytes of the file are done, about.
  long done();

  @Override
  void close();

  static RecordSource open(Path file) {
    byte[] begin = beginning(file);
    if (startsWith(begin, 'P', 'A', 'R', '1')) {
      return ParquetRecords.open(file);
    }
    if (startsWith(begin, 'P', 'K', 3, 4)
        || startsWith(begin, 0x1F, 0x8B)
        || startsWith(begin, 0x28, 0xB5, 0x2F, 0xFD)) {
      throw new UserException(
          file.toString(), "is a compressed file", "Unpack it, and give what is in it.");
    }
    String text = new String(begin, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    return text.startsWith("[") ? ListRecords.open(file) : new LineRecords(file);
  }

  private static byte[] beginning(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(4096);
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  private static boolean startsWith(byte[] bytes, int... wanted) {
    return bytes.length >= wanted.length
        && IntStream.range(0, wanted.length).allMatch(i -> bytes[i] == (byte) wanted[i]);
  }
}
