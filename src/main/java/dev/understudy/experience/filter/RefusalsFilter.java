package dev.understudy.experience.filter;

import dev.understudy.person.Experience;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// No assistant declines to write the scene, in any turn or in the background. A character who will
/// not or can't do something is none: what tells them apart is what is declined ("content",
/// "requests", "to assist") and in whose name ("guidelines").
final class RefusalsFilter implements Filter {
  private static final Pattern REFUSAL = Phrases.pattern("refusals.txt");

  @Override
  public FilterName name() {
    return FilterName.REFUSALS;
  }

  @Override
  public Decision look(Experience e) {
    if (e.kind() == Experience.Kind.VERBATIM) {
      return Decision.KEEP;
    }
    Stream<String> background =
        Phrases.in(REFUSAL, e.scene().background()).map(said -> "background: \"" + said + "\"");
    Stream<String> turns =
        Numbered.turns(e)
            .flatMap(t -> Phrases.in(REFUSAL, t.text()).map(said -> t.tells("\"" + said + "\"")));
    return Stream.concat(background, turns)
        .findFirst()
        .<Decision>map(Decision.Reject::new)
        .orElse(Decision.KEEP);
  }
}
