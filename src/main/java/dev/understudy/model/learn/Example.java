package dev.understudy.model.learn;

import java.nio.ByteBuffer;
import java.util.List;

/// A text to learn from.
///
/// @param tokens the whole text, in order
/// @param target `target[i]` says whether token i is to be predicted, from the tokens before it.
///   The first token has none before it and is never predicted.
public record Example(int[] tokens, boolean[] target) {
  public Example {
    if (tokens.length != target.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens, but " + target.length + " targets");
    }
    tokens = tokens.clone();
    target = target.clone();
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public boolean[] target() {
    return target.clone();
  }

  /// Examples as bytes, for hashes: of each its length, then every token with whether it is a
  /// target.
  public static byte[] bytes(List<Example> examples) {
    int size = examples.stream().mapToInt(e -> 4 + 5 * e.tokens.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (Example e : examples) {
      bytes.putInt(e.tokens.length);
      for (int i = 0; i < e.tokens.length; i++) {
        bytes.putInt(e.tokens[i]).put((byte) (e.target[i] ? 1 : 0));
      }
    }
    return bytes.array();
  }

  /// Number of tokens to be predicted.
  public int targets() {
    int n = 0;
    for (int i = 1; i < target.length; i++) {
      n += target[i] ? 1 : 0;
    }
    return n;
  }

  /// Number of tokens a pass runs over: all before the last one that is to be predicted.
  public int length() {
    int last = target.length - 1;
    while (last > 0 && !target[last]) {
      last--;
    }
    return Math.max(0, last);
  }
}
