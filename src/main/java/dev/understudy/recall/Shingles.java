package dev.understudy.recall;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The runs of words by which texts are compared, each as a hash of 64 bits.
final class Shingles {
  private static final int RUN = 3;

  /// A word; where a script puts no spaces between words, each character is one.
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]"
              + "|[\\p{L}\\p{M}\\p{N}]+");

  private Shingles() {}

  /// Every run of three words, without case and punctuation; of a shorter text the whole.
  static long[] of(String text) {
    List<String> words =
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    int runs = Math.max(1, words.size() - RUN + 1);
    long[] hashes = new long[runs];
    for (int i = 0; i < runs; i++) {
      hashes[i] = hash(words.subList(i, Math.min(words.size(), i + RUN)));
    }
    return hashes;
  }

  /// FNV-1a over the characters, each word closed by a character that no word has.
  private static long hash(List<String> words) {
    long hash = 0xcbf29ce484222325L;
    for (String word : words) {
      for (int i = 0; i < word.length(); i++) {
        hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
      }
      hash = (hash ^ ' ') * 0x100000001b3L;
    }
    return hash;
  }
}
