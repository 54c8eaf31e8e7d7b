package dev.understudy.model;

import java.util.List;
import java.util.OptionalInt;

/// A conversation as tokens, and which of them belong to which message (in the order the messages
/// were given).
public record Encoded(int[] tokens, List<Span> messages) {
  public Encoded {
    messages = List.copyOf(messages);
  }

  /// Tokens `from` (included) to `to` (not included) are the message's content; `end` is the
  /// special token that closes its turn, when the template sets one.
  public record Span(int from, int to, OptionalInt end) {}
}
