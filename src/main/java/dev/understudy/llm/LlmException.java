package dev.understudy.llm;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/// Why there is no reply, split by whether asking again can help.
public abstract sealed class LlmException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private LlmException(String what) {
    super(what);
  }

  /// Asking again may help: too many requests, an overloaded server, a broken connection, a
  /// time-out.
  public static final class Passing extends LlmException {
    @Serial private static final long serialVersionUID = 1L;
    private final transient Optional<Duration> retryAfter;

    /// @param retryAfter how long the provider asks to wait
    public Passing(String what, Optional<Duration> retryAfter) {
      super(what);
      this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }

  /// This request can't be answered, others can: too long, or held back.
  public static final class Unanswerable extends LlmException {
    @Serial private static final long serialVersionUID = 1L;

    public Unanswerable(String what) {
      super(what);
    }
  }

  /// No request can be answered until a person mends something: a wrong key, an unknown model, no
  /// credit.
  public static final class Broken extends LlmException {
    @Serial private static final long serialVersionUID = 1L;
    private final transient String fix;

    public Broken(String what, String fix) {
      super(what);
      this.fix = fix;
    }

    /// What to do next.
    public String fix() {
      return fix;
    }
  }

  /// What was allowed to be spent is spent. Work stops cleanly; with a larger budget it goes on.
  public static final class BudgetSpent extends LlmException {
    @Serial private static final long serialVersionUID = 1L;

    public BudgetSpent(String what) {
      super(what);
    }
  }

  /// What happened, in words.
  public String what() {
    return String.valueOf(getMessage());
  }
}
