package dev.understudy.llm;

/// What a model answered.
public record ChatReply(String text, Usage usage, Finish finish) {
  public enum Finish {
    /// It came to its end by itself.
    END,
    /// It was cut off at the token limit.
    LENGTH,
    /// The provider held it back.
    FILTERED
  }
}
