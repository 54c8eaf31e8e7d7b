package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Passage;
import dev.understudy.person.Period;
import dev.understudy.person.Scene;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// The years in which scenes of a character can take place, as far as they are known.
///
/// @param born the year of birth
/// @param years from the age at which a child can hold a talk, to the death or the horizon
record Lifetime(OptionalInt born, Optional<Years> years) {
  private static final int FIRST_TALK = 5;

  /// Where no birth is known, the first year that the passages tell stands for the first talk.
  static Lifetime of(CharacterSheet sheet, List<Passage> passages) {
    OptionalInt born = year(sheet.born());
    OptionalInt last = year(sheet.died().or(() -> sheet.horizon().until()));
    OptionalInt first =
        born.isPresent()
            ? OptionalInt.of(born.getAsInt() + FIRST_TALK)
            : passages.stream()
                .flatMapToInt(p -> Scene.years(p.text()))
                .filter(year -> last.isPresent() && year <= last.getAsInt())
                .min();
    boolean dated = first.isPresent() && last.isPresent();
    return new Lifetime(
        born,
        dated
            ? Optional.of(new Years(Math.min(first.getAsInt(), last.getAsInt()), last.getAsInt()))
            : Optional.empty());
  }

  /// Whether all that a passage dates came after it.
  boolean isBefore(Passage passage) {
    return years.isPresent()
        && Scene.years(passage.text()).findAny().isPresent()
        && Scene.years(passage.text()).allMatch(year -> year > years.get().last());
  }

  /// The periods lived in, youngest first; none when either end is unknown.
  List<Period> periods() {
    return born.isEmpty()
        ? List.of()
        : Stream.of(Period.values()).filter(period -> of(period).isPresent()).toList();
  }

  /// The years of a period as far as they were lived.
  Optional<Years> of(Period period) {
    if (born.isEmpty() || years.isEmpty()) {
      return Optional.empty();
    }
    int first = Math.max(born.getAsInt() + period.from(), years.get().first());
    int end =
        Stream.of(Period.values())
            .filter(later -> later.from() > period.from())
            .mapToInt(later -> born.getAsInt() + later.from() - 1)
            .min()
            .orElse(years.get().last());
    int last = Math.min(end, years.get().last());
    return first > last ? Optional.empty() : Optional.of(new Years(first, last));
  }

  /// The period of a year; one before or after them all is of the first or last.
  Period at(int year) {
    List<Period> lived = periods();
    Period period = Period.of(year - born.orElse(year));
    return period.compareTo(lived.getFirst()) < 0
        ? lived.getFirst()
        : period.compareTo(lived.getLast()) > 0 ? lived.getLast() : period;
  }

  private static OptionalInt year(Optional<LocalDate> date) {
    return date.map(d -> OptionalInt.of(d.getYear())).orElse(OptionalInt.empty());
  }
}
