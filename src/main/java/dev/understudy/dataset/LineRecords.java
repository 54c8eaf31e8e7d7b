package dev.understudy.dataset;

import dev.understudy.store.BoundedLines;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One JSON record a line: what is wrong with one says nothing of the others.
final class LineRecords implements RecordSource {
  private final BoundedLines lines;
  private long done;

  LineRecords(Path file) {
    lines = BoundedLines.open(file, MOST_BYTES);
  }

  @Override
  public Optional<Found> next() {
    Optional<BoundedLines.Line> line = lines.next();
    line.ifPresent(l -> done += l.bytes());
    return line.map(LineRecords::found);
  }

  private static Found found(BoundedLines.Line line) {
    String where = "line " + line.number();
    return switch (line) {
      case BoundedLines.Line.Bad bad -> new Found.Bad(where, bad.why());
      case BoundedLines.Line.Text text -> parsed(where, text.text());
    };
  }

  private static Found parsed(String where, String text) {
    try {
      @Nullable JsonNode record = Json.mapper().readTree(text);
      return record == null || !record.isObject()
          ? new Found.Bad(where, "is no JSON record in {}")
          : new Found.Good(where, record);
    } catch (JacksonException e) {
      return new Found.Bad(where, "is not JSON: " + Json.reason(e));
    }
  }

  @Override
  public long done() {
    return done;
  }

  @Override
  public void close() {
    lines.close();
  }
}
