package dev.understudy.llm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Spreads units (requests, or tokens) evenly over each minute: what is begun takes its share of
/// time, and the next waits until that is over. A minute so never sees more than the limit and one
/// request, which providers that count by minute or by second both take.
final class Pace {
  private final double nanosPerUnit;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();

  /// When the next may begin, by [System#nanoTime].
  private final AtomicLong free = new AtomicLong(System.nanoTime());

  /// @param perMinute 0 for no limit
  Pace(int perMinute) {
    this.nanosPerUnit = perMinute == 0 ? 0 : (double) TimeUnit.MINUTES.toNanos(1) / perMinute;
  }

  /// Waits for its turn.
  void take(long units) throws InterruptedException {
    if (nanosPerUnit == 0 && left() <= 0) {
      return; // the usual case takes no lock
    }
    lock.lockInterruptibly();
    try {
      for (long left = left(); left > 0; left = left()) {
        long ignored = changed.awaitNanos(left);
      }
      free.set(System.nanoTime() + nanos(units));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Fewer units than taken were used.
  void giveBack(long units) {
    if (nanosPerUnit > 0 && units != 0) {
      lock.lock();
      try {
        free.addAndGet(-nanos(units));
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Nothing more begins for so long.
  void pause(Duration length) {
    lock.lock();
    try {
      long until = System.nanoTime() + length.toNanos();
      free.accumulateAndGet(until, (now, asked) -> asked - now > 0 ? asked : now);
    } finally {
      lock.unlock();
    }
  }

  private long left() {
    return free.get() - System.nanoTime();
  }

  private long nanos(long units) {
    return (long) (units * nanosPerUnit);
  }
}
