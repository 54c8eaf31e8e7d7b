package dev.understudy.recall;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The words of a text that say what it is about, without their endings.
final class ContentWords {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern POSSESSIVE = Pattern.compile("['’]s\\b");
  private static final Pattern CLITIC = Pattern.compile("['’]\\p{L}+\\b");
  private static final List<String> ENDINGS = List.of("ing", "ed", "es", "s", "ly");
  private static final Set<String> EMPTY =
      Set.of(
          ("a an the of to in on at is are was were be been i me my you your he his him she her it its"
                  + " they their we us our and or but not no do did does done what who whom which when where why"
                  + " how have has had with for from by as that this these those there then than so if can could"
                  + " would should will just about into over tell say said ever any some one all out up down more"
                  + " most very much many like get got go went make made don didn ll ve re")
              .split(" "));

  private static final Set<String> BACK =
      Set.of("he him his she her it its they them their that those there then".split(" "));

  private ContentWords() {}

  /// In order; a word may stand there twice.
  static List<String> of(String text) {
    String plain = POSSESSIVE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return WORD.matcher(plain)
        .results()
        .map(MatchResult::group)
        .filter(word -> word.length() > 1 && !EMPTY.contains(word))
        .map(ContentWords::stem)
        .toList();
  }

  /// Capitalised words that begin no sentence, without their endings: names, most of them.
  static List<String> names(String text) {
    return sentences(text).stream()
        .map(sentence -> CLITIC.matcher(sentence).replaceAll(""))
        .flatMap(sentence -> WORD.matcher(sentence).results().map(MatchResult::group).skip(1))
        .filter(word -> word.length() > 1 && Character.isUpperCase(word.charAt(0)))
        .map(word -> stem(word.toLowerCase(Locale.ROOT)))
        .toList();
  }

  static List<String> sentences(String text) {
    return List.of(text.strip().split("(?<=[.!?;:])\\s+"));
  }

  /// Whether a text needs the one before it to mean something: it is about nothing, or about a
  /// single thing of "him" or "that".
  static boolean refersBack(String text) {
    int about = of(text).size();
    String plain = text.toLowerCase(Locale.ROOT);
    return about == 0
        || about == 1
            && WORD.matcher(plain).results().map(MatchResult::group).anyMatch(BACK::contains);
  }

  private static String stem(String word) {
    for (String ending : ENDINGS) {
      if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }
}
