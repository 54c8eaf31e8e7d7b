package dev.understudy.interview;

import java.util.Locale;
import java.util.regex.Pattern;

/// Tells whether an answer says that its subject is not known: "I know no …", "never heard of",
/// "who is that?".
final class Denial {
  private static final Pattern SAID =
      Pattern.compile(
          "\\b(know (no|nothing|not|neither|none)|do(es)? not know|don't know|knew (no|nothing)"
              + "|never (heard|met|saw|seen|knew|known|set eyes|laid eyes|read of|been|was|went|had|did"
              + "|wrote|owned|touched|played|learned|learnt|spoke|sat|rode|drank|ate|lived|travelled)"
              + "|(have|has) never|had no|have no|has no|there (is|was) no|no such|not known to me"
              + "|means nothing|strange (word|name|thing)|is strange|i am no|is no |was no |no one of that name"
              + "|nobody|no man|not my|cannot (know|say|tell)|what (is|are|was|were) (a|an|the|that|this|it|your)"
              + "|who (is|are|was|were) (he|she|that|this|the|your)|what do you mean|what does)\\b");

  private Denial() {}

  static boolean in(String text) {
    return SAID.matcher(text.toLowerCase(Locale.ROOT).replace('’', '\'')).find();
  }
}
