package dev.understudy.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A decoder that continues sequences: any number of tokens of any number of them in one pass. It
/// keeps their keys and values. One pass at a time.
interface Engine extends AutoCloseable {
  /// Keys and values of one sequence, for every block.
  interface Cache extends AutoCloseable {
    /// How many tokens it holds.
    int length();

    /// Forgets everything from position `length` on.
    void truncate(int length);

    /// A copy of the first `count` positions, with room for `room` more.
    Cache copy(int count, int room);

    /// Frees its memory; it may not be used any more.
    @Override
    void close();
  }

  /// One token to compute: it goes to `position` of `cache`, which holds all earlier ones or gets
  /// them in this pass.
  ///
  /// @param wanted whether somebody asks for the logits of the token that follows
  record Row(Cache cache, int position, int token, boolean wanted) {
    /// @throws IllegalArgumentException when it does not follow what the cache holds, or the model
    ///   has no such token
    void check(ModelConfig config) {
      if (position != cache.length() || token < 0 || token >= config.vocabulary()) {
        throw new IllegalArgumentException(this + " after " + cache.length());
      }
    }
  }

  /// Is handed the logits that follow a wanted row: `vocabulary` floats from `at` on, to be used
  /// before it returns.
  interface Taker {
    void take(int row, float[] logits, int at);
  }

  /// An empty cache, for this engine alone.
  Cache cache();

  /// Computes all rows; rows of one cache must come in the order of their positions, from its
  /// present length on.
  void forward(List<Row> rows, Taker taker);

  /// Appends `tokens` to the cache and returns the logits that follow the last of them,
  /// (vocabulary).
  default float[] append(Cache cache, int[] tokens) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      rows.add(new Row(cache, cache.length() + i, tokens[i], i == tokens.length - 1));
    }
    float[][] logits = {{}};
    forward(rows, (row, all, at) -> logits[0] = Arrays.copyOfRange(all, at, at + vocabulary()));
    return logits[0];
  }

  /// How many logits there are.
  int vocabulary();

  @Override
  void close();
}
