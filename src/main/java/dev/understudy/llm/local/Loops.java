package dev.understudy.llm.local;

import java.util.Arrays;
import java.util.BitSet;

/// Keeps a text from going round in a circle, as texts of small models do: what has come twice does
/// not come a third time.
final class Loops {
  /// The longest circle looked for, in tokens.
  private static final int LONGEST = 48;

  /// A circle is one when so many tokens are those of the round before: few where it is short, for
  /// people say a word twice or thrice; many where it is long.
  private static final int LEAST = 5;

  private static final int ENOUGH = 8;

  private int[] tokens = new int[64];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
  }

  /// Takes away the tokens that would go on with a circle.
  void forbid(BitSet allowed) {
    for (int period = 1; period <= Math.min(LONGEST, count - 1); period++) {
      if (repeated(period) >= Math.clamp(period, LEAST, ENOUGH)) {
        allowed.clear(tokens[count - period]);
      }
    }
  }

  /// How many last tokens are those that came `period` before.
  private int repeated(int period) {
    int same = 0;
    while (same < ENOUGH
        && same + period < count
        && tokens[count - 1 - same] == tokens[count - 1 - same - period]) {
      same++;
    }
    return same;
  }
}
