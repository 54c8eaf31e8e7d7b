package dev.understudy.scene;

import dev.understudy.person.Memory;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The year a memory is of.
final class MemoryTime {
  private static final Pattern YEAR =
      Pattern.compile("(?<!\\d)(-?)(\\d{1,4})(?!\\d)\\s*(bce?)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern LONG = Pattern.compile("(?<!\\d)\\d{3,4}(?!\\d)");

  private MemoryTime() {}

  /// The year of a memory's time: `1778`, `1778-03`, `44 BC`, `-43`.
  static OptionalInt year(Memory memory) {
    return year(memory.time());
  }

  /// The first year of a short text that tells a time; 44 BC is -43.
  static OptionalInt year(String time) {
    Matcher found = YEAR.matcher(time.strip());
    if (!found.find()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(found.group(2));
    boolean before = found.group(3) != null;
    return OptionalInt.of(before ? 1 - number : found.group(1).isEmpty() ? number : -number);
  }

  /// The one year of the quote; else the one the model tells, if the passage has it; else nothing
  /// is known.
  static String of(String told, String quote, String passage) {
    Set<String> quoted = years(quote);
    if (quoted.size() == 1) {
      return quoted.iterator().next();
    }
    OptionalInt year = year(told);
    boolean there =
        year.isPresent() && years(passage).contains(Integer.toString(Math.abs(year.getAsInt())));
    return there ? Integer.toString(year.getAsInt()) : "";
  }

  private static Set<String> years(String text) {
    return LONG.matcher(text).results().map(r -> r.group()).collect(Collectors.toSet());
  }
}
