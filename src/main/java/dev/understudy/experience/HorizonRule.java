package dev.understudy.experience;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The character names no year after the horizon, nor after the year of the scene.
record HorizonRule() implements Rule {
  private static final Pattern YEAR = Pattern.compile("(?<!\\d)(1[0-9]{3}|20[0-9]{2})(?!\\d)");

  @Override
  public Stream<Finding> check(Dataset d) {
    int last = d.sheet().horizon().until().map(LocalDate::getYear).orElse(Integer.MAX_VALUE);
    List<String> beyond = d.own().flatMap(t -> late(t, last)).toList();
    List<String> early =
        d.own()
            .flatMap(t ->
                year(t.experience().scene().time()).stream()
                    .boxed()
                    .flatMap(scene -> late(t, scene)))
            .toList();
    return Stream.of(
        Finding.none("years beyond the horizon", beyond),
        Finding.none("years after the scene", early));
  }

  private static Stream<String> late(Dataset.Placed t, int last) {
    return years(t.turn().text())
        .filter(year -> year > last)
        .mapToObj(year -> t.place() + ": names " + year + ", after " + last);
  }

  private static OptionalInt year(String time) {
    return years(time).max();
  }

  private static IntStream years(String text) {
    Matcher m = YEAR.matcher(text);
    return m.results().mapToInt(r -> Integer.parseInt(r.group()));
  }
}
