package dev.understudy.model;

/// Holds one reply to a form, token by token. Each reply needs one of its own.
///
/// Earlier replies in the prompt don't count for the penalty on repetition where there is a mask:
/// what is form in them has to come again.
public interface TokenMask {
  /// Lets everything through.
  TokenMask NONE =
      new TokenMask() {
        @Override
        public void restrict(float[] logits, int at, int count, int left) {}

        @Override
        public boolean counts(int token) {
          return true;
        }

        @Override
        public boolean take(int token) {
          return false;
        }
      };

  /// Sets the logits of all tokens that may not come next to negative infinity; at least one stays.
  ///
  /// @param logits of token t at `at + t`, for `count` tokens
  /// @param left how many more tokens the reply may have, the next one among them
  void restrict(float[] logits, int at, int count, int left);

  /// Whether the penalty on repetition shall look at this token, which comes next: not where the
  /// form demands it.
  boolean counts(int token);

  /// Learns which token came; true when the reply is whole with it. Is not told of a token that
  /// ends the turn.
  boolean take(int token);
}
