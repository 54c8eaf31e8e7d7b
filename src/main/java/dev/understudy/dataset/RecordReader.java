package dev.understudy.dataset;

import dev.understudy.person.Experience;
import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Makes an experience of a record of any format that is known, by its columns.
final class RecordReader {
  /// What records of a file may be.
  enum Shape {
    /// Whatever its columns tell.
    AUTO(record -> true),
    /// Our own.
    EXPERIENCES(record -> record.has("turns") && record.has("scene")),
    MESSAGES(record -> record.has("messages")),
    SHAREGPT(record -> record.has("conversations")),
    PROMPTED(record -> record.has("prompt") && record.has("output")),
    GENERATED(record -> record.has("dialogue")),
    CHARACTER_LLM(PROMPTED.or(GENERATED));

    private final Predicate<JsonNode> fits;

    Shape(Predicate<JsonNode> fits) {
      this.fits = fits;
    }

    private Predicate<JsonNode> or(Shape other) {
      return fits.or(other.fits);
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// What the option takes besides: they are files, whose records may be of any shape.
  private static final List<String> FILES = List.of("parquet", "hub");

  private final Shape wanted;
  private final Importing importing;
  private final ChatRecord chats;
  private final ScriptRecord scripts;

  RecordReader(Shape wanted, Importing importing) {
    this.wanted = wanted;
    this.importing = importing;
    this.chats = new ChatRecord(importing);
    this.scripts = new ScriptRecord(importing);
  }

  /// @throws UserException when there is no such format
  static Shape shape(String name) {
    String word = name.toLowerCase(Locale.ROOT);
    if (FILES.contains(word)) {
      return Shape.AUTO;
    }
    List<String> known = Arrays.stream(Shape.values()).map(Shape::word).toList();
    return Arrays.stream(Shape.values())
        .filter(shape -> shape.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new UserException(
                "--format",
                "there is no format '" + name + "'",
                DidYouMean.hint(
                    word,
                    java.util.stream.Stream.concat(known.stream(), FILES.stream()).toList())));
  }

  /// @param where the record's place in its file, for its provenance
  Experience read(JsonNode record, String where) throws Refused {
    if (record.path(Extras.RECORD).isString()) {
      return checked(whole(record.path(Extras.RECORD).stringValue()));
    }
    return switch (shape(record)) {
      case EXPERIENCES -> checked(experience(record));
      case MESSAGES, SHAREGPT -> chats.read(record, where);
      case PROMPTED, GENERATED -> scripts.read(record, where);
      case AUTO, CHARACTER_LLM -> throw new IllegalStateException();
    };
  }

  private Shape shape(JsonNode record) throws Refused {
    return Arrays.stream(Shape.values())
        .filter(s -> s != Shape.AUTO && s != Shape.CHARACTER_LLM)
        .filter(s -> s.fits.test(record) && wanted.fits.test(record))
        .findFirst()
        .orElseThrow(() ->
            new Refused(
                "is not of the format "
                    + wanted.word()
                    + ": it has "
                    + (record.isEmpty() ? "nothing" : String.join(", ", record.propertyNames()))));
  }

  private static Experience whole(String text) throws Refused {
    try {
      return experience(Json.mapper().readTree(text));
    } catch (JacksonException e) {
      throw new Refused("its column `record` is not JSON: " + Json.reason(e));
    }
  }

  private static Experience experience(JsonNode record) throws Refused {
    try {
      return Json.mapper().treeToValue(record, Experience.class);
    } catch (JacksonException e) {
      throw new Refused("is no experience: " + Json.reason(e));
    }
  }

  private Experience checked(Experience e) throws Refused {
    if (e.id().isBlank()) {
      throw new Refused("its id is empty");
    }
    importing.checkSpoken(e.turns());
    return e;
  }
}
