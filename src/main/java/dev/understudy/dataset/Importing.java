package dev.understudy.dataset;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Experience.Provenance;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What all records of one file have in common when they become experiences.
///
/// @param file its name, for the provenance
/// @param hash SHA-256 of the file
/// @param date of the import
/// @param kind of the records that do not tell it
/// @param partner whoever talks with the character and has no name
record Importing(
    CharacterSheet sheet, String file, String hash, String date, Kind kind, String partner) {
  private static final String CATEGORY = "imported";

  /// An experience whose id comes from its content alone: the same talk gets the same one,
  /// whichever file it stands in.
  ///
  /// The partners count as people of the character's time: the talks with users of today get
  /// another scene by lot in training, and what is imported is to be learnt as it is.
  Experience experience(JsonNode record, String where, Scene scene, List<Turn> turns)
      throws Refused {
    checkSpoken(turns);
    Kind kind = kind(record);
    String category = record.path(Extras.CATEGORY).asString("").strip();
    var provenance =
        new Provenance("unknown", "import of %s, %s, sha256 %s".formatted(file, where, hash), date);
    return new Experience(
        id(kind, scene, turns),
        kind,
        Partner.PERIOD,
        category.isEmpty() ? CATEGORY : category,
        scene,
        turns,
        provenance);
  }

  private Kind kind(JsonNode record) throws Refused {
    JsonNode told = record.path(Extras.KIND);
    try {
      return told.isString() ? Json.mapper().treeToValue(told, Kind.class) : kind;
    } catch (JacksonException e) {
      throw new Refused("its kind is none of ours: " + told.stringValue());
    }
  }

  private static String id(Kind kind, Scene scene, List<Turn> turns) {
    byte[] content = Json.line(List.of(kind, scene, turns)).getBytes(StandardCharsets.UTF_8);
    return "i" + Hashes.sha256(content).substring(0, 16);
  }

  /// Nothing can be learnt of a record in which the character does nothing.
  void checkSpoken(List<Turn> turns) throws Refused {
    if (turns.stream().noneMatch(turn -> isOwn(turn.speaker()))) {
      String speakers =
          turns.stream().map(Turn::speaker).distinct().limit(8).collect(Collectors.joining(", "));
      throw new Refused(
          "%s has no turn; those who speak are: %s"
              .formatted(sheet.name(), speakers.isEmpty() ? "nobody" : speakers));
    }
  }

  /// Whether a name, in whatever letters, is the character's.
  boolean isOwn(String speaker) {
    String wanted = speaker.toLowerCase(Locale.ROOT);
    return sheet.name().toLowerCase(Locale.ROOT).equals(wanted)
        || sheet.aliases().stream().anyMatch(a -> a.toLowerCase(Locale.ROOT).equals(wanted));
  }

  /// Everybody goes by one name.
  String canonical(String speaker) {
    return isOwn(speaker) ? sheet.name() : speaker;
  }

  /// All who are there besides the character, in the order in which they first do something.
  List<String> present(List<Turn> turns) {
    return turns.stream().map(Turn::speaker).filter(s -> !isOwn(s)).distinct().toList();
  }

  static Scene.Form form(List<String> present) {
    return present.size() > 1 ? Scene.Form.COMPANY : Scene.Form.ONE_TO_ONE;
  }
}
