package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Scene;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a scene has to be. Small slips are mended, where what was meant is plain: an age that does
/// not follow from the year, the character among the others.
final class SceneCheck {
  private static final int LEAST_WORDS = 8;
  private static final int MOST_WORDS = 90;
  private static final int LONGEST_NAME = 6;

  /// A number by itself, or with "years old", where it may be a word.
  private static final String AGE =
      "(\\d{1,3}\\b(?! [a-z]*o'clock)|[a-z]+(?:-[a-z]+)?(?= years old))";

  private final CharacterSheet sheet;
  private final Pattern statedAge;

  SceneCheck(CharacterSheet sheet) {
    this.sheet = sheet;
    String names =
        Stream.concat(Stream.of(sheet.name(), sheet.name().split(" ")[0]), sheet.aliases().stream())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.statedAge =
        Pattern.compile("(?:" + names + "),? (?:is |was |now |just |only |aged |at |age )*" + AGE);
  }

  /// A scene as it was filled in, after mending.
  ///
  /// @param mended whether anything was
  record Filled(SceneReply reply, boolean mended) {}

  Filled mend(SceneReply reply, Slot slot) {
    OptionalInt age = age(reply, slot);
    List<String> present =
        reply.present().stream()
            .filter(name -> !name.isEmpty() && !isCharacter(name))
            .distinct()
            .toList();
    var mended = new SceneReply(reply.year(), age, reply.place(), present, reply.background());
    return new Filled(mended, !mended.equals(reply));
  }

  /// Also with words after the name: "Elspeth Orr at the oars".
  private boolean isCharacter(String name) {
    return Introduction.isNamed(sheet, name)
        || Words.plain(name).startsWith(Words.plain(sheet.name()) + " ");
  }

  /// The age that follows from the year, unless the model's is right as well: it may be before the
  /// birthday.
  private static OptionalInt age(SceneReply reply, Slot slot) {
    if (reply.year().isEmpty() || slot.born().isEmpty()) {
      return reply.age();
    }
    int full = reply.year().getAsInt() - slot.born().getAsInt();
    return reply.age().orElse(full) == full - 1 ? reply.age() : OptionalInt.of(full);
  }

  /// The first thing wrong with a mended scene, if anything.
  Optional<Refusal> refused(SceneReply reply, Slot slot) {
    return time(reply, slot)
        .or(() -> years(reply))
        .or(() -> statedAge(reply))
        .or(() -> company(reply, slot))
        .or(() -> length(reply));
  }

  private Optional<Refusal> time(SceneReply reply, Slot slot) {
    if (reply.year().isEmpty() || slot.years().isEmpty()) {
      return Optional.empty();
    }
    int year = reply.year().getAsInt();
    Years wanted = slot.years().get();
    if (wanted.has(year)) {
      return Optional.empty();
    }
    boolean unborn = slot.born().isPresent() && year < slot.born().getAsInt();
    return refusal(
        "time",
        "is in %s, %s"
            .formatted(
                Introduction.year(year),
                unborn
                    ? "before the birth"
                    : last() < year ? "after the horizon" : "not in " + wanted.told()));
  }

  /// Nothing speaks of a year after the scene's own, or after the horizon.
  private Optional<Refusal> years(SceneReply reply) {
    int now = reply.year().orElse(last());
    return Scene.years(reply.background() + " " + reply.place())
        .filter(year -> year > now)
        .mapToObj(year -> new Refusal("time", "speaks of " + year + ", after " + now))
        .findFirst();
  }

  private Optional<Refusal> statedAge(SceneReply reply) {
    if (reply.age().isEmpty()) {
      return Optional.empty();
    }
    int age = reply.age().getAsInt();
    return statedAge
        .matcher(reply.background())
        .results()
        .flatMapToInt((MatchResult found) -> StatedAge.number(found.group(1)).stream())
        .filter(stated -> Math.abs(stated - age) > 1)
        .mapToObj(stated -> new Refusal("age", "tells an age of " + stated + ", not " + age))
        .findFirst();
  }

  private static Optional<Refusal> company(SceneReply reply, Slot slot) {
    int others = reply.present().size();
    if (slot.partner() == Partner.TODAY) {
      return Optional.empty();
    }
    if (others == 0) {
      return refusal("company", "nobody else is there");
    }
    Optional<String> noName =
        reply.present().stream().filter(name -> Words.count(name) > LONGEST_NAME).findFirst();
    if (noName.isPresent()) {
      return refusal("company", "\"" + noName.get() + "\" is no name");
    }
    return slot.isOfTwo() && others > 1
        ? refusal("company", others + " others are there, wanted one")
        : Optional.empty();
  }

  private static Optional<Refusal> length(SceneReply reply) {
    int words = Words.count(reply.background());
    return words < LEAST_WORDS || words > MOST_WORDS
        ? refusal(
            "length",
            "its background has %d words, wanted %d to %d"
                .formatted(words, LEAST_WORDS, MOST_WORDS))
        : Optional.empty();
  }

  private int last() {
    return sheet.died().or(() -> sheet.horizon().until()).map(d -> d.getYear()).orElse(9999);
  }

  private static Optional<Refusal> refusal(String filter, String reason) {
    return Optional.of(new Refusal(filter, reason));
  }
}
