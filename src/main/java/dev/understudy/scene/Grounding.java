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

/// Whether a passage supports what is told of it: it has the years, large numbers and names that
/// the telling has, and half of its longer words. Small numbers may be words in one and digits in
/// the other.
///
/// Words are looked for only where passage and telling are in one language; names not in German,
/// which writes every noun like one.
final class Grounding {
  private static final Pattern NUMBER = Pattern.compile("\\d{3,}");
  private static final Pattern GROUPED = Pattern.compile("(?<=\\d)[,. ](?=\\d{3}(?!\\d))");
  private static final Pattern NAME =
      Pattern.compile("(?<=[\\p{L}\\p{N},;] )\\p{Lu}[\\p{L}\\p{M}]{2,}");

  /// Endings differ ("England", "English"): so many letters have to be the same.
  private static final int STEM = 4;

  private static final double LEAST_SHARE = 0.5;

  private final Set<String> numbers;
  private final Set<String> stems;
  private final boolean wordsCount;
  private final boolean namesCount;

  Grounding(String passage, CharacterSheet sheet) {
    this.numbers = numbers(passage);
    this.stems =
        Stream.of(List.of(passage, sheet.name()), sheet.aliases())
            .flatMap(List::stream)
            .flatMap(text -> Words.of(text).stream())
            .map(Grounding::stem)
            .collect(Collectors.toSet());
    this.wordsCount = Language.of(passage).filter(sheet.language()::equals).isPresent();
    this.namesCount = wordsCount && !sheet.language().equals("de");
  }

  /// What the passage does not support of `text`, if anything.
  Optional<String> refused(String text) {
    return numbers(text).stream()
        .sorted()
        .filter(n -> !numbers.contains(n))
        .findFirst()
        .map(number -> "has the number " + number + ", which the passage has not")
        .or(() ->
            names(text)
                .filter(name -> !stems.contains(stem(name)))
                .findFirst()
                .map(name -> "names " + name + ", which the passage does not"))
        .or(() -> invented(text));
  }

  /// Told in other words is well; told with words of which most have no like in the passage is made
  /// up.
  private Optional<String> invented(String text) {
    List<String> words = Words.of(text).stream().filter(word -> word.length() >= STEM).toList();
    long known = words.stream().filter(word -> stems.contains(stem(word))).count();
    return wordsCount && known < LEAST_SHARE * words.size()
        ? Optional.of(
            "has %d longer words, of which the passage has %d".formatted(words.size(), known))
        : Optional.empty();
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
