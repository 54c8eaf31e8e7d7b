package dev.understudy.scene;

import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The last date that sources tell: where the knowledge of somebody living ends.
final class LastDate {
  private static final Pattern ISO = Pattern.compile("(?<!\\d)(\\d{4})-(\\d{2})-(\\d{2})(?!\\d)");

  private LastDate() {}

  /// Not after `today`. Of a year without a date its last day; none when no year is named.
  static Optional<LocalDate> of(List<Passage> passages, LocalDate today) {
    Optional<LocalDate> dated =
        passages.stream()
            .flatMap(p -> dates(p.text()))
            .filter(d -> !d.isAfter(today))
            .max(LocalDate::compareTo);
    Optional<LocalDate> year =
        passages.stream()
            .flatMap(p -> Scene.years(p.text()).boxed())
            .filter(y -> y <= today.getYear())
            .max(Integer::compareTo)
            .map(y -> y == today.getYear() ? today : LocalDate.of(y, 12, 31));
    boolean sameYear =
        dated.isPresent() && year.isPresent() && dated.get().getYear() == year.get().getYear();
    return sameYear ? dated : year;
  }

  private static Stream<LocalDate> dates(String text) {
    return ISO.matcher(text).results().flatMap(LastDate::date);
  }

  private static Stream<LocalDate> date(MatchResult found) {
    try {
      return Stream.of(LocalDate.parse(found.group()));
    } catch (DateTimeException _) {
      return Stream.of();
    }
  }
}
