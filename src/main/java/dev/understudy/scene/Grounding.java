package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.recall.Language;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether a passage supports what is told of it: its quote is there, and so are the years, large
/// numbers and names that the telling has. Small numbers may be words in one and digits in the
/// other.
///
/// Names are looked for only where passage and telling are in one language, and not in German,
/// which writes every noun like a name.
final class Grounding {
  private static final Pattern NUMBER = Pattern.compile("\\d{3,}");
  private static final Pattern GROUPED = Pattern.compile("(?<=\\d)[,. ](?=\\d{3}(?!\\d))");
  private static final Pattern NAME =
      Pattern.compile("(?<=[\\p{L}\\p{N},;] )\\p{Lu}[\\p{L}\\p{M}]{2,}");

  /// Endings differ ("England", "English"): so many letters have to be the same.
  private static final int STEM = 4;

  private final String passage;
  private final Set<String> numbers;
  private final Set<String> stems;
  private final boolean namesCount;

  Grounding(String passage, CharacterSheet sheet) {
    this.passage = passage;
    this.numbers = numbers(passage);
    this.stems =
        Stream.of(List.of(passage, sheet.name()), sheet.aliases())
            .flatMap(List::stream)
            .flatMap(text -> Words.of(text).stream())
            .map(Grounding::stem)
            .collect(Collectors.toSet());
    this.namesCount =
        !sheet.language().equals("de")
            && Language.of(passage).filter(sheet.language()::equals).isPresent();
  }

  /// What the passage does not support of `text`, if anything.
  Optional<String> refused(String quote, String text) {
    return Quote.unfounded(quote, passage)
        .or(() ->
            numbers(text).stream()
                .sorted()
                .filter(n -> !numbers.contains(n))
                .findFirst()
                .map(number -> "has the number " + number + ", which the passage has not"))
        .or(() ->
            names(text)
                .filter(name -> !stems.contains(stem(name)))
                .findFirst()
                .map(name -> "names " + name + ", which the passage does not"));
  }

  /// Words written like names that begin no sentence.
  private Stream<String> names(String text) {
    return namesCount ? NAME.matcher(text).results().map(MatchResult::group) : Stream.of();
  }

  private static Set<String> numbers(String text) {
    return NUMBER
        .matcher(GROUPED.matcher(text).replaceAll(""))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private static String stem(String word) {
    String lower = Words.plain(word);
    return lower.substring(0, Math.min(STEM, lower.length()));
  }
}
