package dev.understudy.model.template;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What templates are told when they ask for the day.
///
/// It is always the same one: what is learnt today must be what is read in a talk next year, a
/// measurement must not change over night, and no character of another time is told that it is now.
final class Days {
  private static final LocalDateTime TODAY = LocalDateTime.of(2024, 7, 26, 0, 0);

  private Days() {}

  /// By Python's `strftime`.
  static String format(List<Object> arguments, Map<String, Object> named) {
    String pattern = Values.text(Methods.argument(arguments, 0, "strftime_now"));
    var day = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      day.append(c != '%' || ++i == pattern.length() ? String.valueOf(c) : part(pattern.charAt(i)));
    }
    return day.toString();
  }

  private static String part(char code) {
    String java =
        switch (code) {
          case 'a' -> "EEE";
          case 'A' -> "EEEE";
          case 'b' -> "MMM";
          case 'B' -> "MMMM";
          case 'd' -> "dd";
          case 'm' -> "MM";
          case 'y' -> "yy";
          case 'Y' -> "yyyy";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'p' -> "a";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'j' -> "DDD";
          case '%' -> "'%'";
          default ->
              throw new TemplateException("asks for the day by %" + code + ", which is not known");
        };
    return DateTimeFormatter.ofPattern(java, Locale.US).format(TODAY);
  }
}
