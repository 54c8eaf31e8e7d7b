package dev.understudy.train.ranks;

import java.io.Serial;

/// Another rank has ended or does not answer: the cause of what the user is told.
public final class LostRank extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  LostRank(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
