package dev.understudy.scene;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Text as words, and as it is compared.
final class Words {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern COUNTED =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’-][\\p{L}\\p{M}\\p{N}]+)*");

  /// Written without spaces between words.
  private static final Pattern UNSPACED =
      Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]");

  private Words() {}

  /// In lower case; apostrophes divide.
  static List<String> of(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  /// Of scripts without spaces two characters count as a word, which is near to their average.
  static int count(String text) {
    long unspaced = UNSPACED.matcher(text).results().count();
    String rest = UNSPACED.matcher(text).replaceAll(" ");
    return (int) (COUNTED.matcher(rest).results().count() + (unspaced + 1) / 2);
  }

  static List<String> sentences(String text) {
    return List.of(text.strip().split("(?<=[.!?…。！？])\\s+|(?<=[。！？])"));
  }

  /// As texts are compared: without case, with one kind of space, quotation mark and dash.
  static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[‘’‚‛`´]", "'")
        .replaceAll("[“”„‟«»‹›]", "\"")
        .replaceAll("[‐‑‒–—―]", "-")
        .replace("\u00ad", "")
        .replaceAll("[\\s\\u00a0]+", " ")
        .strip();
  }
}
