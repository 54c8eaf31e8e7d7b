package dev.understudy.experience;

import java.util.stream.Stream;

/// Everybody goes by one name and is present; only the character thinks.
record SpeakersRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    Stream<String> lists =
        d.experiences().stream()
            .flatMap(e ->
                Speakers.wrongList(e.scene(), d.sheet()).map(why -> e.id() + ": " + why).stream());
    Stream<String> turns =
        d.turns()
            .flatMap(t ->
                Speakers.wrongSpeaker(t.turn(), t.experience().scene(), d.sheet())
                    .or(() -> Speakers.wrongDeed(t.turn(), d.sheet()))
                    .map(why -> t.place() + ": " + why)
                    .stream());
    return Stream.of(Finding.none("wrong speakers", Stream.concat(lists, turns).toList()));
  }
}
