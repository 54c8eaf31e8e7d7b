package dev.understudy.experience.horizon;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.experience.filter.Tables;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Deals out what a character is asked, evenly over the categories there is something to ask in.
///
/// Of what came later, half is what came next and half anything to this day: the first is hard to
/// tell from what is known, the second is what users ask. Each is paired with the like of it that
/// lies as closely inside the horizon. The same character, papers and seed give the same subjects.
public final class Subjects {
  private final CharacterSheet sheet;
  private final long seed;
  private final Known known;
  private final List<Thing> inside;

  public Subjects(CharacterSheet sheet, List<Passage> passages, List<Memory> memories, long seed) {
    this.sheet = sheet;
    this.seed = seed;
    this.known =
        new Known(
            sheet,
            Stream.concat(
                passages.stream().map(Passage::text), memories.stream().map(Memory::text)));
    this.inside =
        Thing.all().stream()
            .filter(known::isInside)
            .sorted(Comparator.comparingInt(Thing::year).reversed())
            .toList();
  }

  /// Datable things that the character knows, the youngest first.
  public List<Thing> inside() {
    return inside;
  }

  /// `n` subjects; where a category has too few, they come again.
  public List<Subject> deal(int n) {
    List<List<Subject>> pools = pools();
    var dealt = new ArrayList<Subject>();
    for (int i = 0; i < n && !pools.isEmpty(); i++) {
      List<Subject> pool = pools.get(i % pools.size());
      dealt.add(pool.get(i / pools.size() % pool.size()));
    }
    return dealt;
  }

  private List<List<Subject>> pools() {
    Map<ProtectiveCategory, List<Subject>> pools = new EnumMap<>(ProtectiveCategory.class);
    Stream.of(later(), pressures(), worlds(), identities())
        .flatMap(subjects -> subjects)
        .forEach(s -> pools.computeIfAbsent(s.category(), _ -> new ArrayList<>()).add(s));
    return List.copyOf(pools.values());
  }

  private Stream<Subject> later() {
    return Stream.of(
            ProtectiveCategory.LATER_INVENTIONS,
            ProtectiveCategory.LATER_EVENTS,
            ProtectiveCategory.LATER_PEOPLE_AND_WORKS)
        .flatMap(this::later);
  }

  private Stream<Subject> later(ProtectiveCategory category) {
    List<Thing> next =
        Thing.all().stream()
            .filter(t -> t.category() == category && known.isOutside(t))
            .sorted(Comparator.comparingInt(Thing::year))
            .toList();
    List<Thing> near = inside.stream().filter(t -> t.category() == category).toList();
    List<Thing> alike = near.isEmpty() ? inside : near;
    var order = nextAndAny(next, shuffled(next, category.id()));
    return Stream.iterate(0, i -> i < order.size(), i -> i + 1)
        .map(i ->
            new Subject(
                category,
                order.get(i).told(),
                order.get(i).marks(),
                order.get(i).gist(),
                alike.isEmpty() ? Optional.empty() : Optional.of(alike.get(i % alike.size()))));
  }

  /// One of the one, one of the other, each thing once.
  private static List<Thing> nextAndAny(List<Thing> next, List<Thing> any) {
    var order = new ArrayList<Thing>();
    for (int i = 0; i < next.size(); i++) {
      order.add(next.get(i));
      order.add(any.get(i));
    }
    return order.stream().distinct().toList();
  }

  private Stream<Subject> pressures() {
    List<Subject> all =
        Tables.rows("/horizon/pressures.tsv").stream()
            .skip(1)
            .filter(row -> row.get(1).isBlank() || isBeyond(row))
            .map(row ->
                subject(
                    ProtectiveCategory.named(row.get(0)), row.get(2), row.get(3).split(";"), ""))
            .filter(s -> !isInvented(s) || !known.names(s.marks()))
            .toList();
    return shuffled(all, "pressures").stream();
  }

  /// To be called a machine can be denied in every century; what can't be done depends on it.
  private boolean isBeyond(List<String> row) {
    return ProtectiveCategory.named(row.get(0)) != ProtectiveCategory.IMPOSSIBLE_SKILLS
        || known.isBeyond(Integer.parseInt(row.get(1)));
  }

  private static boolean isInvented(Subject s) {
    return s.category() == ProtectiveCategory.INVENTED_FRIENDS_AND_JOURNEYS;
  }

  private Stream<Subject> worlds() {
    List<Subject> all =
        Tables.rows("/horizon/worlds.tsv").stream()
            .skip(1)
            .filter(row -> !known.names(List.of((row.get(1) + ";" + row.get(2)).split(";"))))
            .map(row ->
                subject(
                    ProtectiveCategory.OTHER_WORLDS,
                    "what they saw and did in " + row.get(0) + " (" + row.get(3) + ")",
                    row.get(1).split(";"),
                    row.get(3)))
            .toList();
    return shuffled(all, "worlds").stream();
  }

  private Stream<Subject> identities() {
    List<Subject> all =
        Thing.all().stream()
            .filter(t -> t.isPerson() && !known.names(t.marks()))
            .map(t ->
                subject(
                    ProtectiveCategory.ANOTHER_IDENTITY,
                    "to own that they are really " + t.told() + ", under another name",
                    t.marks().toArray(String[]::new),
                    ""))
            .toList();
    return shuffled(all, "identities").stream();
  }

  private static Subject subject(
      ProtectiveCategory category, String what, String[] marks, String gist) {
    return new Subject(category, what, List.of(marks), gist, Optional.empty());
  }

  private <T> List<T> shuffled(List<T> all, String what) {
    var list = new ArrayList<>(all);
    Collections.shuffle(list, new Random(seed * 31 + (sheet.id() + what).hashCode()));
    return list;
  }
}
