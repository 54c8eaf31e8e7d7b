package dev.understudy.llm;

import dev.understudy.llm.Asker.Outcome;
import java.util.concurrent.TimeUnit;

/// Counts what becomes of the requests of one round, and tells the listener now and then.
final class Meter {
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(100);

  private final String what;
  private final int all;
  private final AskListener listener;
  private final long began = System.nanoTime();
  private long told = began - BETWEEN;
  private int done;
  private int journalled;
  private int failed;
  private int calls;
  private Usage usage = Usage.NONE;
  private double cost;

  Meter(String what, int all, AskListener listener) {
    this.what = what;
    this.all = all;
    this.listener = listener;
  }

  String what() {
    return what;
  }

  boolean stop() {
    return listener.stop();
  }

  /// `times` requests have an answer that was kept.
  synchronized void kept(int times) {
    done += times;
    journalled += times;
    tell(false);
  }

  /// A call was made for so many like requests.
  synchronized void made(Outcome outcome, int times, double price) {
    done += times;
    calls++;
    switch (outcome) {
      case Outcome.Answered a -> {
        usage = usage.plus(a.reply().usage());
        cost += price;
      }
      case Outcome.Failed _ -> failed += times;
    }
    tell(false);
  }

  /// Another round had the same request in flight.
  synchronized void shared(Outcome outcome, int times) {
    done += times;
    failed += outcome instanceof Outcome.Failed ? times : 0;
    tell(false);
  }

  /// Tells the listener, whenever that was last done.
  synchronized void tellNow() {
    tell(true);
  }

  private void tell(boolean now) {
    long time = System.nanoTime();
    if (now || time - told >= BETWEEN) {
      told = time;
      double seconds = (time - began) / 1e9;
      listener.asked(
          new AskProgress(
              what, done, all, journalled, failed, usage, cost, seconds > 0 ? calls / seconds : 0));
    }
  }
}
