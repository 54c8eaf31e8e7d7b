package dev.understudy.experience.filter;

import dev.understudy.experience.Speakers;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.problem.DidYouMean;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everybody who speaks is present and goes by one name.
record SpeakersFilter(CharacterSheet sheet) implements Filter {
  @Override
  public FilterName name() {
    return FilterName.SPEAKERS;
  }

  @Override
  public Decision look(Experience e) {
    Stream<String> turns =
        Numbered.turns(e)
            .flatMap(t ->
                Speakers.wrongSpeaker(t.turn(), e.scene(), sheet)
                    .map(why -> t.tells(why + drift(t.turn().speaker(), e.scene().present())))
                    .stream());
    return Stream.concat(Speakers.wrongList(e.scene(), sheet).stream(), turns)
        .findFirst()
        .<Decision>map(Decision.Reject::new)
        .orElse(Decision.KEEP);
  }

  /// Whose name it may have been.
  private static String drift(String speaker, List<String> present) {
    Optional<String> part =
        present.stream().filter(name -> List.of(name.split(" ")).contains(speaker)).findFirst();
    return part.or(() -> DidYouMean.closest(speaker, present))
        .map(name -> ", " + name + " is")
        .orElse("");
  }
}
