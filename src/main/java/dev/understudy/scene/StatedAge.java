package dev.understudy.scene;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The age that somebody says they had, in English: "I was nineteen years old", "when I was 8".
final class StatedAge {
  private static final List<String> SMALL =
      List.of(
          ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
                  + " sixteen seventeen eighteen nineteen")
              .split(" "));
  private static final List<String> TENS =
      List.of("zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" "));
  private static final Pattern OLD =
      Pattern.compile(
          "\\bI was (?:only |just |about |already )?(\\d{1,2}|[a-z]+(?:-[a-z]+)?)(?: years old| when |[,.;])",
          Pattern.CASE_INSENSITIVE);

  private StatedAge() {}

  static OptionalInt of(String text) {
    Matcher found = OLD.matcher(text);
    while (found.find()) {
      OptionalInt number = number(Words.plain(found.group(1)));
      if (number.isPresent()) {
        return number;
      }
    }
    return OptionalInt.empty();
  }

  /// A number up to 99 in words, or any in digits.
  static OptionalInt number(String word) {
    if (word.chars().allMatch(Character::isDigit)) {
      return OptionalInt.of(Integer.parseInt(word));
    }
    String[] parts = word.split("-", 2);
    int small = SMALL.indexOf(parts[parts.length - 1]);
    int tens = TENS.indexOf(parts[0]);
    if (parts.length == 2) {
      return small > 0 && tens > 1 ? OptionalInt.of(tens * 10 + small) : OptionalInt.empty();
    }
    return small >= 0
        ? OptionalInt.of(small)
        : tens > 0 ? OptionalInt.of(tens * 10) : OptionalInt.empty();
  }
}
