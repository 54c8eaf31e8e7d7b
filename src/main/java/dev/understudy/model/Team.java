package dev.understudy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that share out loops of microseconds.
///
/// The caller works too, and waits only for shares that somebody has taken: a helper that the
/// system has put aside holds nobody up. A helper without work spins for a moment, because the next
/// loop of a decoding step comes at once, then sleeps.
public final class Team implements AutoCloseable {
  // About 100 us of spinning.
  private static final int SPINS = 4000;
  private static final int PARTS_PER_MEMBER = 4;
  // Fewer rows cost more to hand out than to do.
  private static final int LEAST_ROWS = 16;

  /// A part of a loop: indices `from` to `to`, run by the given member, 0 to size - 1.
  interface Share {
    void run(int from, int to, int member);
  }

  /// Rows `from` to `to` of a loop.
  public interface Rows {
    void run(int from, int to);
  }

  /// A piece of work and the member that does it.
  public interface Piece {
    void run(int piece, int member);
  }

  private final List<Thread> helpers = new ArrayList<>();
  private final AtomicInteger sleepers = new AtomicInteger();
  private volatile Loop loop;
  private volatile boolean closed;

  /// Starts `size` - 1 helpers; whoever calls is the last member.
  public Team(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a team of " + size);
    }
    Loop none = new Loop(0, 1, (from, to, member) -> {});
    loop = none;
    for (int i = 1; i < size; i++) {
      int member = i;
      helpers.add(Thread.ofPlatform().daemon().name("team-" + i).start(() -> help(member, none)));
    }
  }

  public int size() {
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

  /// Does the rows 0 to `rows`, some at a time. What a row gets must not depend on the others.
  public void spread(long rows, Rows task) {
    int count = Math.toIntExact(rows);
    int parts = PARTS_PER_MEMBER * size();
    int grain = Math.max(LEAST_ROWS, (count + parts - 1) / parts);
    forEach(count, grain, (from, to, member) -> task.run(from, to));
  }

  /// Does each of some large pieces of work, 0 to `pieces`.
  public void each(int pieces, IntConsumer piece) {
    forEach(
        pieces,
        1,
        (from, to, member) -> {
          for (int i = from; i < to; i++) {
            piece.accept(i);
          }
        });
  }

  /// The same, told which member does it, 0 to size - 1: each may use a room of its own.
  public void each(int pieces, Piece piece) {
    forEach(
        pieces,
        1,
        (from, to, member) -> {
          for (int i = from; i < to; i++) {
            piece.run(i, member);
          }
        });
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
