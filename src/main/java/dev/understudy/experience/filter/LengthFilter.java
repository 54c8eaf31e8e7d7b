package dev.understudy.experience.filter;

import dev.understudy.experience.Form;
import dev.understudy.experience.Words;
import dev.understudy.person.Experience;
import java.util.ArrayList;
import java.util.List;

/// As many turns, and words of the character, as the settings allow. What was really said is as
/// long as it was.
record LengthFilter(String hero, FilterSettings settings) implements Filter {
  @Override
  public FilterName name() {
    return FilterName.LENGTH;
  }

  @Override
  public Decision look(Experience e) {
    if (e.kind() == Experience.Kind.VERBATIM) {
      return Decision.KEEP;
    }
    var wrong = new ArrayList<String>();
    demand(settings.turns(), e.turns().size(), "turns", wrong);
    int own = 0;
    for (Numbered t : Numbered.own(e, hero).filter(t -> Form.isReply(t.turn(), hero)).toList()) {
      int words = Words.count(t.text());
      own += words;
      demand(settings.replyWords(), words, "words in turn " + t.number(), wrong);
    }
    demand(settings.ownWords(), own, "words of " + hero + " in all", wrong);
    return wrong.isEmpty() ? Decision.KEEP : new Decision.Reject(wrong.getFirst());
  }

  private static void demand(Bounds bounds, int found, String what, List<String> wrong) {
    if (!bounds.hold(found)) {
      wrong.add(found + " " + what + ", " + bounds + " are allowed");
    }
  }
}
