package dev.understudy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads that share out loops of microseconds.
///
/// The caller works too, and waits only for shares that somebody has taken: a helper that the
/// system has put aside holds nobody up. A helper without work spins for a moment, because the next
/// loop of a decoding step comes at once, then sleeps.
final class Team implements AutoCloseable {
  // About 100 us of spinning.
  private static final int SPINS = 4000;

  /// A part of a loop: indices `from` to `to`, run by the given member, 0 to size - 1.
  interface Share {
    void run(int from, int to, int member);
  }

  private final List<Thread> helpers = new ArrayList<>();
  private final AtomicInteger sleepers = new AtomicInteger();
  private volatile Loop loop;
  private volatile boolean closed;

  Team(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a team of " + size);
    }
    Loop none = new Loop(0, 1, (from, to, member) -> {});
    loop = none;
    for (int i = 1; i < size; i++) {
      int member = i;
      helpers.add(Thread.ofPlatform().daemon().name("decode-" + i).start(() -> help(member, none)));
    }
  }

  int size() {
    return helpers.size() + 1;
  }

  /// Runs `share` over 0 to `count` in parts of `grain`, and returns when all is done. One caller
  /// at a time.
  void forEach(int count, int grain, Share share) {
    if (closed) {
      throw new IllegalStateException("the team is closed");
    }
    if (count <= grain || helpers.isEmpty()) {
      share.run(0, count, 0);
      return;
    }
    Loop now = new Loop(count, grain, share);
    loop = now;
    if (sleepers.get() > 0) {
      helpers.forEach(LockSupport::unpark);
    }
    now.work(0);
    now.await();
  }

  @Override
  public void close() {
    closed = true;
    helpers.forEach(LockSupport::unpark);
  }

  private void help(int member, Loop none) {
    Loop seen = none;
    while (!closed) {
      int spins = 0;
      while (loop == seen && spins++ < SPINS) {
        Thread.onSpinWait();
      }
      if (loop == seen) {
        sleepers.incrementAndGet();
        while (loop == seen && !closed) {
          LockSupport.park(this);
        }
        sleepers.decrementAndGet();
      }
      seen = loop;
      seen.work(member);
    }
  }

  private static final class Loop {
    private final int count;
    private final int grain;
    private final Share share;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Loop(int count, int grain, Share share) {
      this.count = count;
      this.grain = grain;
      this.share = share;
    }

    void work(int member) {
      // Read first: latecomers must not push the counter on without end.
      while (next.get() < count) {
        int from = next.getAndAdd(grain);
        if (from >= count) {
          return;
        }
        int to = Math.min(count, from + grain);
        try {
          share.run(from, to, member);
        } catch (Throwable e) {
          failure = e;
        }
        finished.addAndGet(to - from);
      }
    }

    void await() {
      int spins = 0;
      while (finished.get() < count) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      Throwable failed = failure;
      if (failed != null) {
        throw new IllegalStateException("a share of the work failed", failed);
      }
    }
  }
}
