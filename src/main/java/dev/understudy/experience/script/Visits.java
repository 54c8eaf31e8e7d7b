package dev.understudy.experience.script;

import dev.understudy.experience.Words;
import dev.understudy.experience.filter.Tables;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// When, where and by whom a character is asked. The same sheet, passages and seed give the same
/// visits.
final class Visits {
  private static final int GROWN_UP = 20;

  /// Only so far back from the end of what they know, so that what lies just inside is known.
  private static final int LATE_YEARS = 25;

  private static final List<String> HOURS =
      List.of("a morning in spring", "a summer evening", "an afternoon in autumn", "a winter day");

  private static final List<String> PLACES =
      List.of(
          "at home, by the door",
          "at the place of daily work",
          "at table, after the meal",
          "in front of the house",
          "on the way home",
          "by the window, with something in hand",
          "in the street, in passing");

  private final CharacterSheet sheet;
  private final List<Passage> passages;
  private final List<String> visitors;
  private final long seed;

  Visits(CharacterSheet sheet, List<Passage> passages, long seed) {
    this.sheet = sheet;
    this.passages = passages;
    this.seed = seed;
    this.visitors = visitors();
  }

  /// Strangers: nobody of the character's own papers is called so.
  private List<String> visitors() {
    String papers =
        Stream.of(
                Stream.of(sheet.name(), sheet.identity(), sheet.scene()),
                sheet.aliases().stream(),
                passages.stream().map(Passage::text))
            .flatMap(texts -> texts)
            .collect(Collectors.joining("\n"));
    var names =
        new ArrayList<>(
            Tables.rows("/horizon/visitors.tsv").stream()
                .skip(1)
                .map(List::getFirst)
                .filter(name -> !Words.name(name).matcher(papers).find())
                .toList());
    Collections.shuffle(names, new Random(seed * 31 + sheet.id().hashCode()));
    return names;
  }

  /// Those the visit draws on.
  List<Passage> passages(Visit visit) {
    return passages.stream().filter(p -> visit.scene().passages().contains(p.id())).toList();
  }

  /// @param n its number
  /// @param known first known in this year, and talked of as known
  Visit visit(int n, OptionalInt known) {
    String visitor = visitors.get(n % visitors.size());
    OptionalInt year = year(n, known);
    String hour = HOURS.get(n % HOURS.size());
    return new Visit(
        visitor,
        new Scene(
            n % 3 == 2 ? Scene.Form.INTERVIEW : Scene.Form.ONE_TO_ONE,
            year.isPresent() ? Material.year(year.getAsInt()) + ", " + hour : hour,
            PLACES.get(n % PLACES.size()),
            List.of(visitor),
            "A stranger called " + visitor + " has come to talk with you.",
            passages.stream()
                .skip(n % Math.max(1, passages.size()))
                .limit(1)
                .map(Passage::id)
                .toList()),
        age(year));
  }

  /// None without a horizon.
  private OptionalInt year(int n, OptionalInt known) {
    Optional<Integer> last =
        Stream.concat(sheet.horizon().until().stream(), sheet.died().stream())
            .map(LocalDate::getYear)
            .min(Integer::compare);
    if (last.isEmpty()) {
      return OptionalInt.empty();
    }
    int end = last.get() - 1;
    int grown = sheet.born().map(b -> b.getYear() + GROWN_UP).orElse(Integer.MIN_VALUE);
    int start = Math.max(Math.max(grown, end - LATE_YEARS), known.orElse(Integer.MIN_VALUE) + 1);
    return OptionalInt.of(start >= end ? end : start + Math.floorMod(n * 7, end - start + 1));
  }

  private OptionalInt age(OptionalInt year) {
    return sheet.born().isPresent() && year.isPresent()
        ? OptionalInt.of(year.getAsInt() - sheet.born().get().getYear())
        : OptionalInt.empty();
  }
}
