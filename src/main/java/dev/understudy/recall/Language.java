package dev.understudy.recall;

import java.lang.Character.UnicodeScript;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Tells the language of a text by its script, and among those of one script by its commonest
/// words.
public final class Language {
  /// Languages that have a script for themselves, as good as.
  private static final Map<UnicodeScript, String> SCRIPTS =
      Map.ofEntries(
          Map.entry(UnicodeScript.HIRAGANA, "ja"),
          Map.entry(UnicodeScript.KATAKANA, "ja"),
          Map.entry(UnicodeScript.HAN, "zh"),
          Map.entry(UnicodeScript.HANGUL, "ko"),
          Map.entry(UnicodeScript.GREEK, "el"),
          Map.entry(UnicodeScript.ARABIC, "ar"),
          Map.entry(UnicodeScript.HEBREW, "he"),
          Map.entry(UnicodeScript.DEVANAGARI, "hi"),
          Map.entry(UnicodeScript.THAI, "th"),
          Map.entry(UnicodeScript.GEORGIAN, "ka"),
          Map.entry(UnicodeScript.ARMENIAN, "hy"));

  private static final Map<String, Set<String>> COMMON =
      Map.ofEntries(
          common("en", "the of and to in was is that he she his her with for it at on by had not"),
          common(
              "de",
              "der die das und in zu den von mit sich des im ist nicht war ein eine als er auf"),
          common("fr", "le la les de des et à un une dans est que il elle qui en du pour pas au"),
          common("es", "el la los las de y en que un una por con del se su era fue no al como"),
          common("it", "il la di e che in un una per con del della si non era fu gli le dei al"),
          common("pt", "o a os as de e em que um uma para com do da não se foi era na no"),
          common(
              "nl", "de het een en van in is dat op te zijn met voor niet was hij zij aan er als"),
          common("sv", "och i att en ett det som på är av för med till den var inte han hon om de"),
          common("da", "og i at en et det som på er af for med til den var ikke han hun de blev"),
          common("nb", "og i å en et det som på er av for med til den var ikke han hun de ble"),
          common("fi", "ja on oli hän ei se että joka myös kun hänen mutta oli ovat sen kuin"),
          common("pl", "i w na z się do nie jest to że o od był była po jako jego ale przez za"),
          common("cs", "a v se na je že s z do byl byla jako který pro ve ale jeho i po od"),
          common("hu", "a az és egy hogy volt nem is meg ki csak mint de ő már még el be"),
          common("tr", "ve bir bu da de için ile olarak olan çok daha ne gibi kadar sonra oldu"),
          common("ru", "и в на с что не он она был была по из к его как это от за для о"),
          common("uk", "і в на з що не він вона був була до його як це від за для та у й"));

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");

  /// With fewer words nothing is told of a language that shares its script.
  private static final int LEAST_WORDS = 8;

  private static final double LEAST_SHARE = 0.08;

  private Language() {}

  /// The two-letter code of the language most of `text` is in; empty where it can't be told.
  public static Optional<String> of(String text) {
    return byScript(text).or(() -> byWords(text));
  }

  /// A Japanese text has Chinese characters too, and is told by its own.
  private static Optional<String> byScript(String text) {
    var letters = new TreeMap<String, Integer>();
    text.codePoints()
        .filter(Character::isLetter)
        .forEach(
            c -> letters.merge(SCRIPTS.getOrDefault(UnicodeScript.of(c), ""), 1, Integer::sum));
    int all = letters.values().stream().mapToInt(Integer::intValue).sum();
    if (letters.getOrDefault("ja", 0) * 10 > all) {
      return Optional.of("ja");
    }
    return letters.entrySet().stream()
        .filter(e -> !e.getKey().isEmpty() && e.getValue() * 2 > all)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Optional<String> byWords(String text) {
    List<String> words =
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    if (words.size() < LEAST_WORDS) {
      return Optional.empty();
    }
    return COMMON.keySet().stream()
        .max(
            Comparator.<String>comparingLong(language -> count(words, language))
                .thenComparing(Comparator.reverseOrder()))
        .filter(language -> count(words, language) >= LEAST_SHARE * words.size());
  }

  private static long count(List<String> words, String language) {
    Set<String> common = COMMON.getOrDefault(language, Set.of());
    return words.stream().filter(common::contains).count();
  }

  private static Map.Entry<String, Set<String>> common(String language, String words) {
    return Map.entry(language, Set.copyOf(List.of(words.split(" "))));
  }
}
