package dev.understudy.store;

import dev.understudy.store.Journal.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// Commits what many threads write in one transaction: while one is being synced to the disk, the
/// next gathers. A disk that syncs 500 times a second so takes thousands of calls a second, and a
/// single call waits no longer than its own sync.
final class GroupCommit implements AutoCloseable {
  private final Consumer<List<Entry>> commit;
  private final Thread writer;
  private List<Waiting> gathered = new ArrayList<>();
  private boolean closed;

  private record Waiting(Entry entry, CompletableFuture<Void> done) {}

  /// `commit` returns once all entries are durable.
  GroupCommit(Consumer<List<Entry>> commit) {
    this.commit = commit;
    this.writer = Thread.ofPlatform().daemon().name("journal").start(this::run);
  }

  /// Returns once the entry is durable; throws what `commit` threw.
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
      try {
        commit.accept(next.stream().map(Waiting::entry).toList());
        next.forEach(w -> w.done.complete(null));
      } catch (RuntimeException | Error e) {
        next.forEach(w -> w.done.completeExceptionally(e));
      }
    }
  }

  /// Empty when closed and everything is written.
  private synchronized List<Waiting> next() {
    try {
      while (gathered.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody knows this thread", e);
    }
    List<Waiting> next = gathered;
    gathered = new ArrayList<>();
    return next;
  }

  /// Waits until what was put is written.
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
  }
}
