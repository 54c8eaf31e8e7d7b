package dev.understudy.person;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Where, when and with whom an experience takes place, and the passages it comes from.
public record Scene(
    Form form,
    String time,
    String place,
    List<String> present,
    String background,
    List<String> passages) {
  private static final Pattern YEAR = Pattern.compile("(?<!\\d)(1[0-9]{3}|20[0-9]{2})(?!\\d)");

  public enum Form {
    ONE_TO_ONE,
    INTERVIEW,
    COMPANY,
    LETTER_ALOUD,
    SPEECH,
    DEBATE,
    LESSON,
    REHEARSAL,
    LETTER,
    MESSAGES
  }

  /// The year of [#time], the last where several are named.
  public OptionalInt year() {
    return years(time).max();
  }

  /// All years from 1000 to 2099 that a text names.
  public static IntStream years(String text) {
    return YEAR.matcher(text).results().mapToInt(r -> Integer.parseInt(r.group()));
  }

  public Scene {
    present = List.copyOf(present);
    passages = List.copyOf(passages);
  }
}
