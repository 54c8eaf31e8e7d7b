package dev.understudy.dataset;

import dev.understudy.person.Experience;
import dev.understudy.problem.UserException;
import dev.understudy.store.BoundedLines;
import dev.understudy.store.BoundedLines.Line;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A character's own experiences, one at a time, so that a million of them need no more memory than
/// one.
public final class ExperienceSource implements Iterator<Experience>, AutoCloseable {
  private final Path file;
  private final BoundedLines lines;
  private Optional<Line> next;
  private long done;

  private ExperienceSource(Path file, BoundedLines lines) {
    this.file = file;
    this.lines = lines;
    this.next = lines.next();
  }

  /// @throws UserException when the file can't be read
  public static ExperienceSource open(Path file) {
    return new ExperienceSource(file, BoundedLines.open(file, RecordSource.MOST_BYTES));
  }

  /// How many bytes of the file are done.
  public long done() {
    return done;
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  /// @throws UserException when the line holds no experience
  @Override
  public Experience next() {
    Line line = next.orElseThrow(NoSuchElementException::new);
    done += line.bytes();
    next = lines.next();
    return switch (line) {
      case Line.Bad bad -> throw broken(bad.number(), bad.why());
      case Line.Text text -> read(text);
    };
  }

  private Experience read(Line.Text line) {
    try {
      @Nullable Experience read = Json.mapper().readValue(line.text(), Experience.class);
      if (read == null) {
        throw broken(line.number(), "is null, not a record");
      }
      return read;
    } catch (JacksonException e) {
      throw broken(line.number(), Json.reason(e));
    }
  }

  private UserException broken(long line, String why) {
    return new UserException(file + ":" + line, why, "");
  }

  @Override
  public void close() {
    lines.close();
  }
}
