package dev.understudy.experience.filter;

import dev.understudy.experience.Words;
import dev.understudy.person.Experience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is said is in the language of the character's sheet. A saying in another one is no fault: a
/// turn is judged when it has enough words, and those that have not are judged together. What was
/// really said is in the language it was said in.
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
    var rest = new ArrayList<String>();
    for (Numbered t : Numbered.turns(e).toList()) {
      Optional<String> wrong = wrong(t.text(), rest);
      if (wrong.isPresent()) {
        return new Decision.Reject(t.tells(wrong.get()));
      }
    }
    return words(rest).<Decision>map(Decision.Reject::new).orElse(Decision.KEEP);
  }

  /// @param together gets the words of a turn that has too few to be judged alone
  private Optional<String> wrong(String text, List<String> together) {
    if (Languages.foreignLetters(text) > FOREIGN_LETTERS) {
      return Optional.of("is written in other letters than " + language);
    }
    List<String> words = Words.of(text);
    if (words.size() < ENOUGH_WORDS) {
      together.addAll(words);
      return Optional.empty();
    }
    return words(words);
  }

  private Optional<String> words(List<String> words) {
    return words.size() < ENOUGH_WORDS
        ? Optional.empty()
        : languages.other(words, language).map(other -> "is in " + other + ", not " + language);
  }
}
