package dev.understudy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads that run the same work in step: each takes shares of a loop, all meet at a barrier, and
/// go on.
///
/// A step of decoding is some hundred loops of microseconds each, so waiting spins first; a helper
/// that has waited long between two pieces of work sleeps. The calling thread is a member too: a
/// team of one has no thread of its own.
final class Team implements AutoCloseable {
  // About 100 us of spinning: longer than sampling takes, shorter than anyone notices.
  private static final int SPINS = 4000;

  /// What every member runs.
  interface Work {
    void run(Team team);
  }

  private final int size;
  private final List<Thread> helpers = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile int phase;
  private volatile int job;
  private volatile @Nullable Work work;
  private volatile @Nullable Throwable failure;
  // Decided by the last to arrive, so that all who leave a barrier leave it the same way.
  private volatile boolean abandoned;
  private volatile boolean closed;

  Team(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a team of " + size);
    }
    this.size = size;
    for (int i = 1; i < size; i++) {
      helpers.add(Thread.ofPlatform().daemon().name("decode-", i).start(this::help));
    }
  }

  int size() {
    return size;
  }

  /// Runs `task` on every member and returns when all have finished. One caller at a time.
  synchronized void run(Work task) {
    if (closed) {
      throw new IllegalStateException("the team is closed");
    }
    failure = null;
    next.set(0);
    work = task;
    job++;
    helpers.forEach(LockSupport::unpark);
    attempt(task);
    Throwable failed = failure;
    if (failed != null) {
      throw new IllegalStateException("a member of the team failed", failed);
    }
  }

  /// The first index of the next `grain` indices that nobody has taken since the last barrier.
  int take(int grain) {
    return next.getAndAdd(grain);
  }

  /// Returns when every member has come here. Shares start from zero again.
  void barrier() {
    int now = phase;
    if (arrived.incrementAndGet() == size) {
      arrived.set(0);
      next.set(0);
      abandoned = failure != null;
      phase = now + 1;
    } else {
      int spins = 0;
      while (phase == now) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
    }
    if (abandoned) {
      throw new Abandoned();
    }
  }

  @Override
  public void close() {
    closed = true;
    helpers.forEach(LockSupport::unpark);
  }

  private void help() {
    int done = 0;
    while (true) {
      int spins = 0;
      while (job == done && !closed) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      done++;
      Work task = work;
      if (task != null) {
        attempt(task);
      }
    }
  }

  /// Runs the work up to its common end. A member that fails still goes to the barrier the others
  /// wait at, where all find out and leave, so nobody waits for ever.
  private void attempt(Work task) {
    try {
      task.run(this);
    } catch (Abandoned e) {
      return;
    } catch (Throwable e) {
      failure = e;
    }
    try {
      barrier();
    } catch (Abandoned e) {
      // run() tells the caller
    }
  }

  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(null, null, false, false);
    }
  }
}
