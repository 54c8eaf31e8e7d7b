package dev.understudy.experience;

import java.util.List;
import java.util.stream.Stream;

/// The character never speaks as a machine or an assistant.
record LeaksRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    List<String> reasons =
        d.own()
            .flatMap(
                t -> MachineTalk.in(t.turn().text()).map(said -> t.place() + ": \"" + said + "\""))
            .toList();
    return Stream.of(Finding.none("turns that speak as a machine", reasons));
  }
}
