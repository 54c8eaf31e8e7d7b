package dev.understudy.scene;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A date that a model tells of a life, with the words of a passage that are to prove it.
record ClaimedDate(String date, String quote) {
  private static final Pattern FORM =
      Pattern.compile(
          "(-?)(\\d{1,4})(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?(?:\\s*(bce?))?",
          Pattern.CASE_INSENSITIVE);

  /// What a quote proves of a date.
  ///
  /// @param whole false when no more than the year, or year and month, is proved
  record Proved(LocalDate date, boolean whole) {}

  /// Whether the model says that the passages tell none.
  boolean isUnknown() {
    return !FORM.matcher(date.strip()).matches();
  }

  /// Why the quote does not prove the year, if so.
  Optional<String> unfounded(List<String> passages) {
    if (passages.stream().allMatch(text -> Quote.unfounded(quote, text).isPresent())) {
      return Optional.of(
          "the quote that is to prove " + date.strip() + " is in no passage: " + quote);
    }
    return has(matcher().group(2))
        ? Optional.empty()
        : Optional.of(
            "the quote that is to prove " + date.strip() + " names no such year: " + quote);
  }

  /// The date as far as the quote proves it. What it leaves open is filled by the first day for a
  /// birth, by the last for a death, so that no day is taken from a life.
  Optional<Proved> proved(boolean death, String language) {
    Matcher form = matcher();
    String month = form.group(3);
    String day = form.group(4);
    boolean monthProved = month != null && hasMonth(Integer.parseInt(month), language);
    boolean dayProved = monthProved && day != null && has(Integer.toString(Integer.parseInt(day)));
    try {
      int m = monthProved ? Integer.parseInt(month) : death ? 12 : 1;
      LocalDate first = LocalDate.of(year(), m, 1);
      int d = dayProved ? Integer.parseInt(day) : death ? first.lengthOfMonth() : 1;
      return Optional.of(new Proved(first.withDayOfMonth(d), dayProved));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private int year() {
    Matcher form = matcher();
    int number = Integer.parseInt(form.group(2));
    return form.group(5) != null ? 1 - number : form.group(1).isEmpty() ? number : -number;
  }

  private Matcher matcher() {
    Matcher form = FORM.matcher(date.strip());
    if (!form.matches()) {
      throw new IllegalStateException("no date: " + date);
    }
    return form;
  }

  /// Whether the quote has a number standing by itself; leading noughts do not count.
  private boolean has(String number) {
    return Pattern.compile("(?<!\\d)0*" + number + "(?!\\d)").matcher(quote).find();
  }

  private boolean hasMonth(int month, String language) {
    if (month < 1 || month > 12) {
      return false;
    }
    Locale locale = Locale.forLanguageTag(language);
    String plain = Words.plain(quote);
    boolean named =
        List.of(
                Month.of(month).getDisplayName(TextStyle.FULL, locale),
                Month.of(month).getDisplayName(TextStyle.FULL_STANDALONE, locale),
                Month.of(month).getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
            .stream()
            .anyMatch(name -> plain.contains(Words.plain(name)));
    return named || Pattern.compile("[-./]0?" + month + "(?:[-./]|$)").matcher(plain).find();
  }
}
