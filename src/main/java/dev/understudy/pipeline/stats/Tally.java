package dev.understudy.pipeline.stats;

import dev.understudy.experience.Form;
import dev.understudy.experience.Words;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Period;
import dev.understudy.person.Turn;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts experiences as they come by.
final class Tally {
  private final Optional<CharacterSheet> sheet;
  private final Map<Kind, long[]> sizes = new EnumMap<>(Kind.class);
  final Map<String, Long> forms = new TreeMap<>();
  final Map<Experience.Partner, Long> partners = new EnumMap<>(Experience.Partner.class);
  final Map<String, Long> passages = new HashMap<>();
  final Map<Period, Long> periods = new EnumMap<>(Period.class);
  final Map<String, Long> protective = new TreeMap<>();
  final Map<String, Long> familiar = new TreeMap<>();

  /// In how many scenes each memory is told.
  final Map<String, Long> told = new HashMap<>();

  final Set<String> places = new HashSet<>();
  final Set<String> people = new HashSet<>();
  long undated;

  Tally(Optional<CharacterSheet> sheet) {
    this.sheet = sheet;
  }

  void add(Experience e) {
    size(e);
    forms.merge(word(e.scene().form()), 1L, Long::sum);
    partners.merge(e.partner(), 1L, Long::sum);
    places.add(e.scene().place());
    people.addAll(e.scene().present());
    e.scene().passages().stream().distinct().forEach(p -> passages.merge(p, 1L, Long::sum));
    e.turns().stream()
        .flatMap(t -> t.memories().stream())
        .distinct()
        .forEach(m -> told.merge(m, 1L, Long::sum));
    switch (e.kind()) {
      case PROTECTIVE -> protective.merge(e.category(), 1L, Long::sum);
      case FAMILIAR -> familiar.merge(e.category(), 1L, Long::sum);
      case EXPERIENCE, VERBATIM -> {}
    }
    period(e);
  }

  private void size(Experience e) {
    long[] size = sizes.computeIfAbsent(e.kind(), _ -> new long[5]);
    size[0]++;
    for (Turn turn : e.turns()) {
      int words = Words.count(turn.text());
      boolean reply = sheet.isPresent() && Form.isReply(turn, sheet.get().name());
      size[1]++;
      size[2] += words;
      size[3] += reply ? 1 : 0;
      size[4] += reply ? words : 0;
    }
  }

  private void period(Experience e) {
    OptionalInt year = e.scene().year();
    if (year.isEmpty()) {
      undated++;
    } else {
      sheet
          .flatMap(CharacterSheet::born)
          .ifPresent(born -> periods.merge(Period.of(age(born, year.getAsInt())), 1L, Long::sum));
    }
  }

  /// In the middle of the year.
  private static int age(LocalDate born, int year) {
    return year - born.getYear() - (born.getMonthValue() > 6 ? 1 : 0);
  }

  /// By kind, and all together last.
  List<Stats.Size> sizes() {
    long[] all = new long[5];
    sizes
        .values()
        .forEach(size -> {
          for (int i = 0; i < all.length; i++) {
            all[i] += size[i];
          }
        });
    Stream<Stats.Size> kinds =
        sizes.entrySet().stream().map(entry -> size(word(entry.getKey()), entry.getValue()));
    return Stream.concat(kinds, Stream.of(size("all", all))).collect(Collectors.toList());
  }

  private static Stats.Size size(String kind, long[] size) {
    return new Stats.Size(kind, size[0], size[1], size[2], size[3], size[4]);
  }

  /// As it stands in files: `one-to-one`.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
