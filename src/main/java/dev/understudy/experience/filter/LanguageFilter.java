package dev.understudy.experience.filter;

import dev.understudy.experience.Words;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is said is in the language of the character's sheet. A saying in another one is no fault: a
/// turn is judged when it has enough words, and the talk as a whole. What was really said is in the
/// language it was said in.
final class LanguageFilter implements Filter {
  private static final int ENOUGH_WORDS = 8;
  private static final double FOREIGN_LETTERS = 0.2;

  private final String language;
  private final Languages languages = new Languages();

  /// @param language such as `en`
  LanguageFilter(String language) {
    this.language = language;
  }

  @Override
  public FilterName name() {
    return FilterName.LANGUAGE;
  }

  @Override
  public Decision look(Experience e) {
    if (e.kind() == Experience.Kind.VERBATIM) {
      return Decision.KEEP;
    }
    if (!languages.knows(language)) {
      return new Decision.Unchecked("no words of the language " + language + " are known here");
    }
    Stream<String> turns =
        Numbered.turns(e).flatMap(t -> wrong(t.text()).map(t::tells).stream());
    String whole = e.turns().stream().map(Turn::text).collect(Collectors.joining("\n"));
    return Stream.concat(turns, wrong(whole).stream())
        .findFirst()
        .<Decision>map(Decision.Reject::new)
        .orElse(Decision.KEEP);
  }

  private Optional<String> wrong(String text) {
    if (Languages.foreignLetters(text) > FOREIGN_LETTERS) {
      return Optional.of("is written in other letters than " + language);
    }
    return Words.count(text) < ENOUGH_WORDS
        ? Optional.empty()
        : languages.other(text, language).map(other -> "is in " + other + ", not " + language);
  }
}
