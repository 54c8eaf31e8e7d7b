package dev.understudy.dataset;

import dev.understudy.problem.UserException;
import dev.understudy.store.Failures;
import dev.understudy.store.Json;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// The records of one JSON list, read as they are asked for. Once something in it is no JSON, there
/// is no telling where the next record begins: the file is refused.
final class ListRecords implements RecordSource {
  private final Path file;
  private final Rationed in;
  private final JsonParser parser;
  private long number;

  private ListRecords(Path file, Rationed in, JsonParser parser) {
    this.file = file;
    this.in = in;
    this.parser = parser;
  }

  static ListRecords open(Path file) {
    try {
      var in = new Rationed(new BufferedInputStream(Files.newInputStream(file)));
      JsonParser parser = Json.mapper().createParser(in);
      parser.nextToken(); // the list's beginning
      return new ListRecords(file, in, parser);
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  @Override
  public Optional<Found> next() {
    in.refill();
    try {
      @Nullable JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        if (parser.nextToken() != null) {
          throw broken("something follows the list", null);
        }
        return Optional.empty();
      }
      String where = "record %d (line %d)".formatted(++number, line());
      JsonNode record = parser.readValueAsTree();
      return Optional.of(
          record.isObject()
              ? new Found.Good(where, record)
              : new Found.Bad(where, "is no JSON record in {}"));
    } catch (JacksonException e) {
      throw broken(in.spent() ? tooLong() : Json.reason(e), e);
    } catch (UncheckedIOException e) {
      throw broken(in.spent() ? tooLong() : String.valueOf(e.getMessage()), e);
    }
  }

  private static String tooLong() {
    return "a record is longer than %,d bytes".formatted(MOST_BYTES);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private UserException broken(String why, @Nullable Exception cause) {
    var broken =
        new UserException(
            file + ":" + parser.currentLocation().getLineNr(),
            "the JSON list can't be read on: " + why,
            "Nothing of this file was taken. Mend it, or get it anew if it was cut short.");
    if (cause != null) {
      broken.initCause(cause);
    }
    return broken;
  }

  @Override
  public long done() {
    return in.read;
  }

  @Override
  public void close() {
    parser.close();
  }

  /// Gives out so many bytes and no more, until it is filled anew.
  private static final class Rationed extends FilterInputStream {
    private long read;
    private long until;
    private boolean spent;

    Rationed(InputStream in) {
      super(in);
      refill();
    }

    void refill() {
      until = read + MOST_BYTES;
    }

    boolean spent() {
      return spent;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (read >= until) {
        spent = true;
        throw new IOException("too long");
      }
      int got = super.read(bytes, from, (int) Math.min(length, until - read));
      read += Math.max(0, got);
      return got;
    }
  }
}
