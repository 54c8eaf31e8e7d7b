package dev.understudy.store;

import dev.understudy.store.Journal.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Commits what many threads write in one transaction: while one is being written, the next
/// gathers.
///
/// A commit outlives the process, however that ends. To outlive the machine it has to be synced to
/// the disk, which takes some 5 ms here, ten times as long as all else. So that is done once it has
/// been quiet for a moment, and at the latest a second after the oldest commit that needs it: of a
/// model that takes its time every reply is synced before the next comes.
final class GroupCommit implements AutoCloseable {
  private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LATEST = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<List<Entry>> commit;
  private final Runnable sync;
  private final Thread writer;
  private List<Waiting> gathered = new ArrayList<>();
  private boolean closed;

  /// Known to the writer alone.
  private boolean unsynced;

  private long oldest;

  /// Why nothing can be synced any more.
  private @Nullable RuntimeException failed;

  private record Waiting(Entry entry, CompletableFuture<Void> done) {}

  /// `commit` returns once all entries are committed, `sync` once all that is committed is on the
  /// disk.
  GroupCommit(Consumer<List<Entry>> commit, Runnable sync) {
    this.commit = commit;
    this.sync = sync;
    this.writer = Thread.ofPlatform().daemon().name("journal").start(this::run);
  }

  /// Returns once the entry is committed; throws what `commit` threw.
  void put(Entry entry) {
    var waiting = new Waiting(entry, new CompletableFuture<>());
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the journal is closed");
      }
      gathered.add(waiting);
      notifyAll();
    }
    try {
      waiting.done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException why ? why : e;
    }
  }

  private void run() {
    for (List<Waiting> next = next(); !next.isEmpty(); next = next()) {
      commit(next);
      if (unsynced && System.nanoTime() - oldest >= LATEST) {
        sync();
      }
    }
    sync();
  }

  private void commit(List<Waiting> all) {
    try {
      if (failed != null) {
        throw failed;
      }
      commit.accept(all.stream().map(Waiting::entry).toList());
      oldest = unsynced ? oldest : System.nanoTime();
      unsynced = true;
      all.forEach(w -> w.done.complete(null));
    } catch (RuntimeException | Error e) {
      all.forEach(w -> w.done.completeExceptionally(e));
    }
  }

  private void sync() {
    if (unsynced) {
      unsynced = false;
      try {
        sync.run();
      } catch (RuntimeException e) {
        failed = e;
      }
    }
  }

  /// Empty when closed and everything is written. Syncs while it is quiet.
  private List<Waiting> next() {
    List<Waiting> next = gathered(unsynced ? QUIET : 0);
    if (next.isEmpty() && unsynced) {
      sync();
      next = gathered(0);
    }
    return next;
  }

  /// Empty when closed, or when so much time has passed.
  ///
  /// @param nanos 0 for as long as it takes
  private synchronized List<Waiting> gathered(long nanos) {
    try {
      long until = System.nanoTime() + nanos;
      while (gathered.isEmpty() && !closed && (nanos == 0 || until - System.nanoTime() > 0)) {
        wait(TimeUnit.NANOSECONDS.toMillis(nanos));
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody knows this thread", e);
    }
    List<Waiting> next = gathered;
    gathered = new ArrayList<>();
    return next;
  }

  /// Waits until what was put is on the disk; throws what `sync` threw.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException _) {
        interrupted = true; // a commit takes milliseconds
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failed != null) {
      throw failed;
    }
  }
}
