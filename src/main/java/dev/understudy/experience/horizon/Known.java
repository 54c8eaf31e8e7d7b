package dev.understudy.experience.horizon;

import dev.understudy.experience.Words;
import dev.understudy.experience.filter.Tables;
import dev.understudy.person.CharacterSheet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a character's own papers tell of the world they know.
final class Known {
  /// News takes its time: only what is so many years older than the horizon counts as known.
  private static final int NEWS = 2;

  private final OptionalInt until;
  private final String papers;
  private final Set<String> regions;

  /// @param papers passages and memories
  Known(CharacterSheet sheet, Stream<String> papers) {
    this.until =
        sheet.horizon().until().map(d -> OptionalInt.of(d.getYear())).orElse(OptionalInt.empty());
    this.papers =
        Stream.of(
                Stream.of(sheet.name(), sheet.identity(), sheet.scene()),
                sheet.horizon().world().stream(),
                sheet.aliases().stream(),
                papers)
            .flatMap(text -> text)
            .collect(Collectors.joining("\n"));
    this.regions = regions(this.papers);
  }

  /// Those whose words make up a fifth at least of those of the region named most.
  private static Set<String> regions(String papers) {
    Map<String, Long> counts =
        Words.of(papers).stream().collect(Collectors.groupingBy(w -> w, Collectors.counting()));
    Map<String, Long> found =
        Tables.rows("/horizon/regions.tsv").stream()
            .skip(1)
            .collect(
                Collectors.toMap(
                    List::getFirst,
                    row ->
                        Arrays.stream(row.get(1).split(" "))
                            .mapToLong(w -> counts.getOrDefault(w, 0L))
                            .sum()));
    long most = found.values().stream().mapToLong(n -> n).max().orElse(0);
    return found.entrySet().stream()
        .filter(e -> e.getValue() > 0 && e.getValue() * 5 >= most)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Certainly: it is old enough, and people where the character lived knew of it.
  boolean isInside(Thing thing) {
    return until.isPresent()
        && thing.year() <= until.getAsInt() - NEWS
        && (thing.where().contains("world") || thing.where().stream().anyMatch(regions::contains));
  }

  /// Certainly: it is younger than the horizon, and nothing of that name is in the papers.
  boolean isOutside(Thing thing) {
    return until.isPresent() && thing.year() > until.getAsInt() && !names(thing.marks());
  }

  /// Whether something first known in `year` is beyond the horizon.
  boolean isBeyond(int year) {
    return until.isPresent() && year > until.getAsInt();
  }

  boolean names(List<String> marks) {
    return marks.stream().anyMatch(mark -> Words.name(mark).matcher(papers).find());
  }
}
