package dev.understudy.llm.local;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// How many tokens of a vocabulary it takes to write something.
final class Spelling {
  /// Bytes of tokens, as characters of Latin-1.
  private final Set<String> tokens = new HashSet<>();

  private final int longest;
  private final long digit;
  private final long letter;
  private final long continuation;

  Spelling(byte[][] vocabulary) {
    int most = 0;
    for (byte[] token : vocabulary) {
      tokens.add(new String(token, StandardCharsets.ISO_8859_1));
      most = Math.max(most, token.length);
    }
    longest = most;
    digit = worst('0', '9');
    letter = Math.min(of('a'), of('e'));
    continuation = worst((char) 0x80, (char) 0xBF);
  }

  private long worst(char first, char last) {
    long worst = 0;
    for (char c = first; c <= last; c++) {
      worst = Math.max(worst, of(c));
    }
    return worst;
  }

  /// Tokens for one byte: one, or [Place#NEVER].
  long of(char b) {
    return tokens.contains(String.valueOf(b)) ? 1 : Place.NEVER;
  }

  /// For any digit.
  long digit() {
    return digit;
  }

  /// For some letter.
  long letter() {
    return letter;
  }

  /// For any byte of a character behind its first.
  long continuation() {
    return continuation;
  }

  /// The fewest tokens for the bytes from each on, and none from the end on.
  long[] fewestFrom(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    long[] fewest = new long[bytes.length + 1];
    Arrays.fill(fewest, 0, bytes.length, Place.NEVER);
    for (int from = bytes.length - 1; from >= 0; from--) {
      for (int to = from + 1; to <= Math.min(bytes.length, from + longest); to++) {
        if (fewest[to] < Place.NEVER && tokens.contains(text.substring(from, to))) {
          fewest[from] = Math.min(fewest[from], 1 + fewest[to]);
        }
      }
    }
    return fewest;
  }
}
