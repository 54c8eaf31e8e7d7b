package dev.understudy.experience.script;

import dev.understudy.person.Turn.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What stands in the brackets of `Name (speaking, softly)`: an action, and perhaps how it is done.
///
/// @param named whether the action was named, or speaking is only supposed
/// @param manner what else stands there; empty when nothing does
record Doing(Action action, boolean named, String manner) {
  private static final Map<Action, List<String>> WORDS =
      Map.of(
          Action.SPEAKING,
          List.of("speaking", "speaks", "says", "saying", "speech", "said", "talking", "aloud"),
          Action.THINKING,
          List.of("thinking", "thinks", "thought", "thoughts", "inner thought", "to self"),
          Action.ACTING,
          List.of("acting", "acts", "action", "acted", "doing", "does"));

  static Doing of(String text) {
    Optional<Action> found = Optional.empty();
    var manner = new ArrayList<String>();
    for (String part : text.strip().split("\\s*[,;/–—]\\s*|\\s+-\\s+")) {
      Optional<Action> action = found.isEmpty() ? action(part) : Optional.empty();
      if (action.isPresent()) {
        found = action;
      } else if (!part.isBlank()) {
        manner.add(part.strip());
      }
    }
    return new Doing(found.orElse(Action.SPEAKING), found.isPresent(), String.join(", ", manner));
  }

  private static Optional<Action> action(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT);
    return WORDS.entrySet().stream()
        .filter(e -> e.getValue().contains(plain))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// A text with the manner before it, so that it is not lost.
  String with(String text) {
    return manner.isEmpty() ? text : "(" + manner + ") " + text;
  }
}
