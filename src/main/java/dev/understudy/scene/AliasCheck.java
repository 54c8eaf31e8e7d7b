package dev.understudy.scene;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether a name that a model tells is really one of the character's. A wrong one would give the
/// character the lines of somebody else.
///
/// @param passages in which it has to stand
record AliasCheck(String name, List<String> passages) {
  private static final int MOST_WORDS = 5;
  private static final Set<String> TITLES =
      Set.of(
          ("mr mrs ms miss dr sir lady lord dame saint st captain professor countess count baron baroness king"
                  + " queen prince princess duke duchess sister brother father mother old young little the of de"
                  + " von van herr frau madame monsieur don doña")
              .split(" "));
  private static final List<String> NAMING =
      List.of(
          "called",
          "known as",
          "nicknamed",
          "named",
          "born as",
          "née",
          "alias",
          "pen name",
          "pseudonym",
          "baptised",
          "baptized");

  /// Why it can't be taken for one, if so.
  Optional<String> refused(String alias) {
    List<String> words = Words.of(alias);
    if (words.isEmpty() || words.size() > MOST_WORDS) {
      return Optional.of("is no name");
    }
    if (!isNameLike(alias) || TITLES.containsAll(words)) {
      return Optional.of("is not written like a name");
    }
    if (sentences(alias).isEmpty()) {
      return Optional.of("is in no passage");
    }
    return isOwn(words) || isIntroduced(alias)
        ? Optional.empty()
        : Optional.of("may be the name of somebody else");
  }

  /// Made of the name's words and titles, or led by the first name beside the last.
  private boolean isOwn(List<String> words) {
    List<String> own = Words.of(name);
    return words.stream().allMatch(word -> own.contains(word) || TITLES.contains(word))
        || (words.contains(own.getFirst()) && words.contains(own.getLast()));
  }

  /// In a sentence about the character that says what somebody is called.
  private boolean isIntroduced(String alias) {
    List<String> own = Words.of(name);
    return sentences(alias).stream()
        .map(sentence ->
            sentence.toLowerCase(Locale.ROOT).replace(alias.toLowerCase(Locale.ROOT), " "))
        .filter(rest -> NAMING.stream().anyMatch(rest::contains))
        .anyMatch(rest -> Words.of(rest).stream().anyMatch(own::contains));
  }

  private List<String> sentences(String alias) {
    String plain = Words.plain(alias);
    return passages.stream()
        .flatMap(text -> Words.sentences(text).stream())
        .filter(sentence -> Words.plain(sentence).contains(plain))
        .toList();
  }

  private static boolean isNameLike(String alias) {
    int first = alias.strip().codePointAt(0);
    return Character.isUpperCase(first) || !Character.isLowerCase(first);
  }
}
