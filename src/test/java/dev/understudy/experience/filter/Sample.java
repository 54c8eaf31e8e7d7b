package dev.understudy.experience.filter;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Horizon;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One line of `src/test/resources/filters/samples.jsonl`: an experience in short, and whether its
/// filter should find fault with it. Turns are `Name: text` or `Name (thinking): text`.
record Sample(
    String id,
    String filter,
    boolean bad,
    Optional<Experience.Kind> kind,
    Optional<Experience.Partner> partner,
    Optional<String> time,
    List<String> present,
    Optional<String> background,
    List<String> passages,
    Optional<String> language,
    List<String> turns) {
  static final String HERO = "Ada Fairbairn";
  private static final Path FILE = Path.of("src/test/resources/filters/samples.jsonl");

  static List<Sample> all() {
    return JsonLines.read(FILE, Sample.class);
  }

  FilterName name() {
    return FilterName.valueOf(filter.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static Life life(String language) {
    var sheet =
        new CharacterSheet(
            "ada",
            HERO,
            List.of("Ada"),
            CharacterSheet.Kind.FICTIONAL,
            Optional.of(LocalDate.of(1830, 2, 1)),
            Optional.empty(),
            new Horizon(Optional.of(LocalDate.of(1870, 12, 31)), Optional.empty()),
            language,
            "You are Ada Fairbairn, clockmaker in Leith.",
            "A visitor stands in your workshop.",
            Optional.empty());
    return new Life(sheet, List.of(passage("p01", false), passage("letters", true)), List.of());
  }

  private static Passage passage(String id, boolean personal) {
    return new Passage(
        id,
        id,
        "Ada mended clocks in Leith.",
        List.of(),
        "Apache-2.0",
        "2026-11",
        Optional.of(new Passage.Origin("notes.md", Optional.empty(), "0", personal)));
  }

  Experience experience() {
    return new Experience(
        id,
        kind.orElse(Experience.Kind.EXPERIENCE),
        partner.orElse(Experience.Partner.PERIOD),
        "work",
        new Scene(
            Scene.Form.ONE_TO_ONE,
            time.orElse("1861, May"),
            "Leith, her workshop",
            present.isEmpty() ? List.of("Tom Rae") : present,
            background.orElse("You are mending a clock."),
            passages.isEmpty() ? List.of("p01") : passages),
        turns.stream().map(Sample::turn).toList(),
        new Experience.Provenance("scripted/script", "experiences", "2026-11"));
  }

  private static Turn turn(String line) {
    int colon = line.indexOf(": ");
    String who = line.substring(0, colon);
    String text = line.substring(colon + 2);
    for (Turn.Action action : Turn.Action.values()) {
      String label = " (" + action.name().toLowerCase(Locale.ROOT) + ")";
      if (who.endsWith(label)) {
        return new Turn(who.substring(0, who.length() - label.length()), action, text, List.of());
      }
    }
    return new Turn(who, Turn.Action.SPEAKING, text, List.of());
  }
}
