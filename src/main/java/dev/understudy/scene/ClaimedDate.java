package dev.understudy.scene;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A date that a model tells of a life, with the words of a passage that are to prove it.
///
/// The model's year has to stand in the quote. Month and day are read from there, since models tell
/// them wrongly more often than sources do.
record ClaimedDate(String date, String quote) {
  private static final Pattern YEAR =
      Pattern.compile(
          "(-?)(\\d{1,4})(?!\\d)(?:[-./\\d]*)(?:\\s*(bce?))?", Pattern.CASE_INSENSITIVE);

  /// What a quote proves of a date.
  ///
  /// @param whole false when the day is not among it
  record Proved(LocalDate date, boolean whole) {}

  /// Whether the model says that the passages tell none.
  boolean isUnknown() {
    return !YEAR.matcher(date.strip()).matches();
  }

  /// The same with the quote in the passage's own words; none when it is in no passage.
  Optional<ClaimedDate> in(List<String> passages) {
    return passages.stream()
        .flatMap(text -> Quote.find(quote, text).stream())
        .findFirst()
        .map(found -> new ClaimedDate(date, found));
  }

  boolean namesItsYear() {
    return Pattern.compile("(?<!\\d)0*" + matcher().group(2) + "(?!\\d)").matcher(quote).find();
  }

  /// The date as far as the quote tells it. What it leaves open is filled by the first day for a
  /// birth, by the last for a death, so that no day is taken from a life.
  Proved proved(boolean death, String language) {
    Optional<LocalDate> numeric = numeric();
    return numeric.isPresent() ? new Proved(numeric.get(), true) : inWords(death, language);
  }

  /// A date such as 1850-03-02 in the quote.
  private Optional<LocalDate> numeric() {
    return Pattern.compile("(?<!\\d)" + matcher().group(2) + "-(\\d{2})-(\\d{2})(?!\\d)")
        .matcher(quote)
        .results()
        .findFirst()
        .flatMap(found -> {
          int month = Integer.parseInt(found.group(1));
          return month < 1 || month > 12
              ? Optional.empty()
              : day(YearMonth.of(year(), month), Integer.parseInt(found.group(2)));
        });
  }

  private Proved inWords(boolean death, String language) {
    OptionalInt month = month(language);
    int m = month.orElse(death ? 12 : 1);
    YearMonth in = YearMonth.of(year(), m);
    Optional<LocalDate> told =
        month.isEmpty() ? Optional.empty() : day(m, language).flatMap(day -> day(in, day));
    return new Proved(told.orElse(death ? in.atEndOfMonth() : in.atDay(1)), told.isPresent());
  }

  private static Optional<LocalDate> day(YearMonth month, int day) {
    try {
      return Optional.of(month.atDay(day));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private int year() {
    Matcher told = matcher();
    int number = Integer.parseInt(told.group(2));
    return told.group(3) != null ? 1 - number : told.group(1).isEmpty() ? number : -number;
  }

  private Matcher matcher() {
    Matcher told = YEAR.matcher(date.strip());
    if (!told.matches()) {
      throw new IllegalStateException("no date: " + date);
    }
    return told;
  }

  /// The one month that the quote names beside the year.
  private OptionalInt month(String language) {
    List<Integer> named =
        Stream.iterate(1, m -> m <= 12, m -> m + 1)
            .filter(m -> at("", m, ",?\\s+(?:\\d{1,2}(?:st|nd|rd|th)?,?\\s+)?", language))
            .toList();
    return named.size() == 1 ? OptionalInt.of(named.getFirst()) : OptionalInt.empty();
  }

  /// The day before the month, or after it.
  private Optional<Integer> day(int month, String language) {
    String ordinal = "(?:st|nd|rd|th|\\.|er|º)?";
    return Stream.iterate(1, d -> d <= 31, d -> d + 1)
        .filter(d ->
            at("(?<!\\d)0?" + d + ordinal + "\\s+(?:of\\s+|de\\s+)?", month, ",?\\s+", language)
                || at("", month, "\\s+0?" + d + ordinal + ",?\\s+", language))
        .findFirst();
  }

  /// Whether the month stands between `before` and, after `after`, the year.
  private boolean at(String before, int month, String after, String language) {
    Locale locale = Locale.forLanguageTag(language);
    Month m = Month.of(month);
    String names =
        Stream.of(
                m.getDisplayName(TextStyle.FULL, locale),
                m.getDisplayName(TextStyle.FULL_STANDALONE, locale),
                m.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
            .distinct()
            .map(Pattern::quote)
            .reduce((a, b) -> a + "|" + b)
            .orElseThrow();
    String of = "(?:" + names + ")" + after + "(?:de\\s+)?0*" + matcher().group(2) + "(?!\\d)";
    int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    return Pattern.compile(before + of, flags).matcher(quote).find();
  }
}
