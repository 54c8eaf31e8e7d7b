package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Scene;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether what a model tells an actor of their part can stand in a sheet. Each method gives what
/// is wrong, if anything is.
record WordsCheck(CharacterSheet sheet, List<String> passages) {
  private static final int MOST_WORDS = 60;
  private static final Set<String> YOU = Set.of("you", "your", "yours", "yourself");

  Optional<String> identity(String text) {
    boolean begins = text.startsWith("You are") || !isEnglish();
    return !begins || !text.contains(sheet.name())
        ? Optional.of("does not begin with \"You are " + sheet.name() + "\"")
        : spoken(text).or(() -> new Grounding(String.join("\n", passages), sheet).refused(text));
  }

  Optional<String> scene(String text) {
    return spoken(text);
  }

  /// Whole sentences of a decent length, all to the actor.
  private Optional<String> spoken(String text) {
    if (Words.count(text) > MOST_WORDS) {
      return Optional.of("has more than " + MOST_WORDS + " words");
    }
    if (!text.matches("(?s).*[.!?…。！？][\"'”’»]?")) {
      return Optional.of("breaks off");
    }
    if (text.contains("[")) {
      return Optional.of("leaves a place of the form open");
    }
    return Words.sentences(text).stream()
        .filter(sentence -> isEnglish() && Words.of(sentence).stream().noneMatch(YOU::contains))
        .findFirst()
        .map(sentence -> "does not speak to the actor: " + sentence)
        .or(() -> supported(text));
  }

  /// No year that no passage names, nor that of the death or a later one.
  Optional<String> supported(String text) {
    int end = sheet.died().map(LocalDate::getYear).orElse(Integer.MAX_VALUE);
    int last = sheet.horizon().until().map(LocalDate::getYear).orElse(Integer.MAX_VALUE);
    String all = String.join("\n", passages);
    return Scene.years(text)
        .filter(year -> year >= end || year > last || Scene.years(all).noneMatch(y -> y == year))
        .mapToObj(year -> "names " + year + ", which is of the end or in no passage")
        .findFirst();
  }

  private boolean isEnglish() {
    return sheet.language().equals("en");
  }
}
