package dev.understudy.llm;

import dev.understudy.llm.LlmException.Broken;
import dev.understudy.llm.LlmException.Passing;
import dev.understudy.llm.LlmSettings.Limits;
import dev.understudy.llm.LlmSettings.Patience;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Asks at the provider's pace, and again when that may help: after a pause drawn from zero to a
/// length that doubles with each try ("exponential backoff and full jitter", Brooker 2015), so that
/// callers refused together do not come back together. When the provider says how long to wait, no
/// call begins before that.
final class Patient {
  /// So many requests in a row that stay without an answer are no accident.
  private static final int MOST_FAILURES_IN_A_ROW = 5;

  private final ChatModel model;
  private final Patience patience;
  private final Pace requests;
  private final Pace tokens;
  private final AtomicInteger failuresInARow = new AtomicInteger();

  Patient(ChatModel model, Limits limits, Patience patience) {
    this.model = model;
    this.patience = patience;
    this.requests = new Pace(limits.requestsPerMinute());
    this.tokens = new Pace(limits.tokensPerMinute());
  }

  /// @param most tokens it may take
  ChatReply ask(ChatRequest request, Usage most) throws InterruptedException {
    for (int tried = 1; ; tried++) {
      try {
        ChatReply reply = paced(request, most);
        failuresInARow.set(0);
        return reply;
      } catch (Passing e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (tried >= patience.tries()) {
          throw given(up(e, tried));
        }
        waitAfter(tried, e);
      }
    }
  }

  private ChatReply paced(ChatRequest request, Usage most) throws InterruptedException {
    requests.take(1);
    tokens.take(most.total());
    Usage used = Usage.NONE;
    try {
      ChatReply reply = model.ask(request);
      used = reply.usage();
      return reply;
    } finally {
      tokens.giveBack(most.total() - used.total());
    }
  }

  private void waitAfter(int tried, Passing e) throws InterruptedException {
    Duration asked = e.retryAfter().orElse(Duration.ZERO);
    if (asked.compareTo(patience.longestPause()) > 0) {
      throw new Broken(
          e.what() + "; the provider asks to wait for " + asked.toSeconds() + " s",
          "Run the same command again after that: it goes on where it stopped.");
    }
    requests.pause(asked);
    Thread.sleep(asked.plus(jitter(tried)));
  }

  private Duration jitter(int tried) {
    double longest =
        Math.min(
            patience.firstPause().toNanos() * Math.pow(2, tried - 1.0),
            patience.longestPause().toNanos());
    return Duration.ofNanos((long) (ThreadLocalRandom.current().nextDouble() * longest));
  }

  private static Passing up(Passing e, int tries) {
    return new Passing(e.what() + " (" + tries + " tries)", e.retryAfter());
  }

  private LlmException given(Passing up) {
    return failuresInARow.incrementAndGet() < MOST_FAILURES_IN_A_ROW
        ? up
        : new Broken(
            model.id()
                + " gave no answer to "
                + MOST_FAILURES_IN_A_ROW
                + " requests in a row; the last time: "
                + up.what(),
            "Is it up, and the address right? The same command goes on where it stopped.");
  }
}
