package dev.understudy.experience.script;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Passage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Deals what protective scenes ask for: each category in turn, and in the dated ones a thing soon
/// after the horizon beside one soon before it. The same seed and character give the same deal.
final class Temptations {
  /// What came within a few years may have been in the air.
  private static final int GRACE = 5;

  private static final int NEAR = 150;
  private static final int REMEMBERED = 60;

  private final CharacterSheet sheet;
  private final OptionalInt horizon;
  private final Set<String> regions;
  private final Random random;

  /// @param passages tell in which regions the character lived
  Temptations(CharacterSheet sheet, List<Passage> passages, long seed) {
    this.sheet = sheet;
    horizon =
        sheet
            .horizon()
            .until()
            .map(LocalDate::getYear)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    regions = regions(passages);
    random = new Random(31 * seed + sheet.id().hashCode());
  }

  /// `count` of them, or fewer where nothing is left to ask for.
  List<Temptation> deal(int count) {
    Map<ProtectiveCategory, List<Temptation>> decks = decks();
    var dealt = new ArrayList<Temptation>();
    while (dealt.size() < count && decks.values().stream().anyMatch(deck -> !deck.isEmpty())) {
      for (List<Temptation> deck : decks.values()) {
        if (!deck.isEmpty() && dealt.size() < count) {
          dealt.add(deck.removeLast());
        }
      }
    }
    return dealt;
  }

  private Map<ProtectiveCategory, List<Temptation>> decks() {
    var decks = new EnumMap<ProtectiveCategory, List<Temptation>>(ProtectiveCategory.class);
    Stream.of(things(), worlds(), pressures())
        .flatMap(s -> s)
        .forEach(t -> decks.computeIfAbsent(t.category(), _ -> new ArrayList<>()).add(t));
    decks.values().forEach(deck -> Collections.shuffle(deck, random));
    return decks;
  }

  /// Things after the horizon. To a person of an invented world, whatever this world has.
  private Stream<Temptation> things() {
    List<Thing> all = Thing.all();
    boolean invented = horizon.isEmpty() && sheet.horizon().world().isPresent();
    List<Thing> known = all.stream().filter(this::isInside).toList();
    return all.stream()
        .filter(thing -> invented || isSoonAfter(thing))
        .map(thing ->
            new Temptation(
                category(thing.category()), thing.told(), thing.marks(), like(thing, known)));
  }

  private boolean isSoonAfter(Thing thing) {
    return horizon.isPresent()
        && thing.year() > horizon.getAsInt() + GRACE
        && thing.year() < horizon.getAsInt() + GRACE + NEAR;
  }

  private boolean isInside(Thing thing) {
    return horizon.isPresent()
        && thing.year() < horizon.getAsInt() - GRACE
        && thing.year() > horizon.getAsInt() - GRACE - REMEMBERED
        && (regions.isEmpty() || thing.isKnownIn(regions));
  }

  /// Of the same kind where there is one.
  private Optional<Thing> like(Thing beyond, List<Thing> known) {
    List<Thing> same = known.stream().filter(t -> t.category().equals(beyond.category())).toList();
    List<Thing> choice = same.isEmpty() ? known : same;
    return choice.isEmpty()
        ? Optional.empty()
        : Optional.of(choice.get(random.nextInt(choice.size())));
  }

  /// Columns: name, marks, world, gist.
  private Stream<Temptation> worlds() {
    String own = sheet.horizon().world().orElse("").toLowerCase(Locale.ROOT);
    return Rows.of("worlds").stream()
        .filter(row -> own.isEmpty() || !own.contains(row.get(2).toLowerCase(Locale.ROOT)))
        .map(row ->
            new Temptation(
                ProtectiveCategory.OTHER_WORLDS,
                row.get(0) + " (" + row.get(3) + "), as if it were real",
                Rows.several(row.get(1), ";"),
                Optional.empty()));
  }

  /// Columns: category, year, what, marks.
  private Stream<Temptation> pressures() {
    return Rows.of("pressures").stream()
        .filter(row -> row.get(1).isBlank() || isBefore(Integer.parseInt(row.get(1))))
        .map(row ->
            new Temptation(
                category(row.get(0)), row.get(2), Rows.several(row.get(3), ";"), Optional.empty()));
  }

  private boolean isBefore(int year) {
    return horizon.isEmpty() || horizon.getAsInt() < year;
  }

  private static ProtectiveCategory category(String id) {
    return Stream.of(ProtectiveCategory.values())
        .filter(c -> c.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no category " + id));
  }

  private static Set<String> regions(List<Passage> passages) {
    Set<String> words =
        passages.stream()
            .flatMap(p -> Stream.of(p.text().toLowerCase(Locale.ROOT).split("[^\\p{L}]+")))
            .collect(Collectors.toSet());
    return Rows.of("regions").stream()
        .filter(row -> Rows.several(row.get(1), " ").stream().anyMatch(words::contains))
        .map(List::getFirst)
        .collect(Collectors.toSet());
  }
}
