package dev.understudy.profile;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/// A date in numbers, of which only all dates of a chat together tell which number is the day.
///
/// @param half of the day: 'A' or 'P' on a clock of twelve hours
record WrittenDate(
    int first, int second, int third, char divider, int hour, int minute, char half) {
  private static final char NONE = ' ';

  /// @param guessed whether nothing in the dates tells
  record Order(boolean dayFirst, boolean guessed) {
    String words() {
      return dayFirst ? "day, month, year" : "month, day, year";
    }
  }

  /// Groups: three numbers with the divider after the first, hour, minute, half of the day.
  static WrittenDate of(Matcher found) {
    String half = found.group(7);
    return new WrittenDate(
        Integer.parseInt(found.group(1)),
        Integer.parseInt(found.group(3)),
        Integer.parseInt(found.group(4)),
        found.group(2).charAt(0),
        Integer.parseInt(found.group(5)),
        Integer.parseInt(found.group(6)),
        half == null ? NONE : half.charAt(0));
  }

  /// The order in which most dates exist and time runs forwards; else what the notation suggests:
  /// month first is American, with slashes and a clock that says PM.
  static Order order(List<WrittenDate> dates) {
    boolean american =
        !dates.isEmpty()
            && dates.getFirst().divider == '/'
            && "AP".indexOf(dates.getFirst().half) >= 0;
    Order likely = new Order(!american, false);
    Order other = new Order(american, false);
    long forLikely = oddities(dates, likely);
    long forOther = oddities(dates, other);
    boolean tells = forLikely != forOther || dates.stream().allMatch(WrittenDate::isPlain);
    return forOther < forLikely ? other : new Order(likely.dayFirst(), !tells);
  }

  private static long oddities(List<WrittenDate> dates, Order order) {
    List<LocalDateTime> times = dates.stream().flatMap(date -> date.at(order).stream()).toList();
    long backwards = 0;
    for (int i = 1; i < times.size(); i++) {
      backwards += times.get(i).isBefore(times.get(i - 1).minusDays(1)) ? 1 : 0;
    }
    return 3L * (dates.size() - times.size()) + backwards;
  }

  /// Read alike in either order.
  private boolean isPlain() {
    return first > 31 || divider != '/';
  }

  Optional<LocalDateTime> at(Order order) {
    boolean yearFirst = first > 31;
    int year = yearFirst ? first : third;
    int month = yearFirst || order.dayFirst() ? second : first;
    int day = yearFirst ? third : order.dayFirst() ? first : second;
    try {
      return Optional.of(
          LocalDateTime.of(year < 100 ? 2000 + year : year, month, day, hours(), minute));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private int hours() {
    return switch (half) {
      case 'a', 'A' -> hour % 12;
      case 'p', 'P' -> hour % 12 + 12;
      default -> hour;
    };
  }
}
