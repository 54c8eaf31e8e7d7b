package dev.understudy.model;

import java.util.Arrays;

/// The last tokens one side of a talk has said: what a repetition penalty looks at.
final class Said {
  static final int WINDOW = 256;

  private final int[] ring = new int[WINDOW];
  private int count;

  /// Starts with the earlier replies in `prompt`. A prompt ends with what opens a reply (in ChatML
  /// `<|im_start|>assistant`); whatever stands between an earlier copy of it and the end of that
  /// turn is a reply.
  static Said before(int[] prompt, int endOfTurn) {
    Said said = new Said();
    int start = prompt.length;
    while (start > 0 && prompt[start - 1] != endOfTurn) {
      start--;
    }
    int[] opening = Arrays.copyOfRange(prompt, start, prompt.length);
    if (start == 0 || opening.length == 0) {
      return said;
    }
    boolean inside = false;
    for (int i = 0; i < start; i++) {
      inside &= prompt[i] != endOfTurn;
      if (inside) {
        said.add(prompt[i]);
      }
      int from = i + 1 - opening.length;
      inside |=
          from > 0
              && prompt[from - 1] == endOfTurn
              && Arrays.equals(prompt, from, i + 1, opening, 0, opening.length);
    }
    return said;
  }

  void add(int token) {
    ring[count++ % WINDOW] = token;
  }

  int[] tokens() {
    return Arrays.copyOf(ring, Math.min(count, WINDOW));
  }
}
