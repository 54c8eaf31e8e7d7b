package dev.understudy.experience;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/// The character names no year after the horizon, nor after the year of the scene.
record HorizonRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    int last = d.sheet().horizon().until().map(LocalDate::getYear).orElse(Integer.MAX_VALUE);
    List<String> beyond = d.own().flatMap(t -> late(t, last)).toList();
    List<String> early =
        d.own()
            .flatMap(t ->
                t.experience().scene().year().stream().boxed().flatMap(scene -> late(t, scene)))
            .toList();
    return Stream.of(
        Finding.none("years beyond the horizon", beyond),
        Finding.none("years after the scene", early));
  }

  private static Stream<String> late(Dataset.Placed t, int last) {
    return LateYears.in(t.turn().text(), last).map(why -> t.place() + ": " + why);
  }
}
