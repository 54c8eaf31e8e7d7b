package dev.understudy.store;

import dev.understudy.problem.Problem;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Files of one JSON record a line, in UTF-8. Blank lines are skipped.
public final class JsonLines {
  private JsonLines() {}

  /// Reads every record.
  ///
  /// @throws dev.understudy.problem.UserException with one problem for every bad line, as
  ///   `file:line`
  public static <T> List<T> read(Path file, Class<T> type) {
    var problems = new Problems();
    List<T> records = read(file, type, problems);
    problems.throwIfAny();
    return records;
  }

  /// Reads the good records and adds a problem for every bad line to `problems`.
  ///
  /// @throws dev.understudy.problem.UserException when the file itself can't be read
  public static <T> List<T> read(Path file, Class<T> type, Problems problems) {
    return read(lines(file), file.toString(), type, problems);
  }

  /// Reads every record of a file that comes with the program, and lies beside `owner`.
  public static <T> List<T> readOwn(Class<?> owner, String name, Class<T> type) {
    try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(name), name)) {
      var problems = new Problems();
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      List<T> records = read(lines, name, type, problems);
      problems.throwIfAny();
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> List<T> read(
      List<String> lines, String where, Class<T> type, Problems problems) {
    var records = new ArrayList<T>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      try {
        @Nullable T record = Mappers.JSON.readValue(line, type);
        if (record == null) {
          problems.add(where + ":" + (i + 1), "is null, not a record", "");
        } else {
          records.add(record);
        }
      } catch (JacksonException e) {
        problems.add(where + ":" + (i + 1), Mappers.what(e), "");
      }
    }
    return List.copyOf(records);
  }

  /// Reads what was appended line by line. The last line may have been cut short, as by a full
  /// disk, and is then left out.
  ///
  /// @throws UserException when any other line is bad
  public static <T> List<T> readAppended(Path file, Class<T> type) {
    var problems = new Problems();
    List<T> records = read(file, type, problems);
    try {
      String last = endsInLine(file) ? "" : file + ":" + lines(file).size();
      List<Problem> bad =
          problems.all().stream().filter(problem -> !problem.where().equals(last)).toList();
      if (!bad.isEmpty()) {
        throw new UserException(bad);
      }
      return records;
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  /// Writes all records, atomically.
  public static <T> void write(Path file, Stream<T> records) {
    AtomicFiles.write(
        file,
        out -> {
          for (Iterator<T> i = records.iterator(); i.hasNext(); ) {
            out.write(line(i.next()));
          }
        });
  }

  /// Adds one record at the end, in one write. When a crash left the last line without its end,
  /// that line is closed first, so that it spoils no other.
  public static void append(Path file, Object value) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      byte[] line = line(value);
      Files.write(
          file,
          endsInLine(file)
              ? line
              : ("\n" + new String(line, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Failures.writing(file, e);
    }
  }

  private static boolean endsInLine(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return true;
    }
    try (var channel = Files.newByteChannel(file)) {
      var last = java.nio.ByteBuffer.allocate(1);
      channel.position(channel.size() - 1).read(last);
      return last.get(0) == '\n';
    }
  }

  private static byte[] line(Object value) {
    return (Mappers.JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> lines(Path file) {
    try {
      return Utf8.read(file).lines().toList();
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }
}
