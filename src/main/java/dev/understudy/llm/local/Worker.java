package dev.understudy.llm.local;

import dev.understudy.llm.LlmException;
import dev.understudy.model.Finish;
import dev.understudy.model.Generator;
import dev.understudy.model.Reply;
import dev.understudy.model.Sampling;
import dev.understudy.model.TokenMask;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The one thread that computes. Prompts that wait at the same time are continued together, which
/// takes little longer than one alone; others join as they come.
final class Worker implements AutoCloseable {
  private static final Waiting LAST =
      new Waiting(new int[0], Sampling.greedy(1), TokenMask.NONE, 0, new CompletableFuture<>());

  private final Generator generator;
  private final long mostTokens;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().name("local model").unstarted(this::work);
  private volatile boolean closed;

  /// @param mostTokens how many tokens, read or written, may be in memory for all that are under
  ///   way; one alone may take more
  Worker(Generator generator, long mostTokens) {
    this.generator = generator;
    this.mostTokens = mostTokens;
    thread.setDaemon(true);
    thread.start();
  }

  private record Waiting(
      int[] prompt,
      Sampling sampling,
      TokenMask mask,
      long tokens,
      CompletableFuture<Reply> reply) {}

  /// Waits for the reply; whoever is interrupted gives it up.
  ///
  /// @throws LlmException.Passing when interrupted
  /// @throws LlmException.Broken when the computation broke down, or this is closed
  Reply answer(int[] prompt, Sampling sampling, TokenMask mask) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    long tokens = (long) prompt.length + sampling.maxTokens();
    put(new Waiting(prompt, sampling, mask, tokens, reply));
    try {
      return reply.get();
    } catch (InterruptedException _) {
      reply.cancel(false);
      Thread.currentThread().interrupt();
      throw new LlmException.Passing("interrupted", Optional.empty());
    } catch (ExecutionException e) {
      throw broken(e.getCause());
    }
  }

  /// @throws LlmException.Broken once this is closed
  void checkOpen() {
    if (closed) {
      throw broken(new IllegalStateException("it is closed"));
    }
  }

  private static LlmException.Broken broken(@Nullable Throwable cause) {
    var broken =
        new LlmException.Broken(
            "the base model stopped: " + cause,
            cause instanceof OutOfMemoryError
                ? "Give Java more memory (UNDERSTUDY_JAVA_OPTS=-Xmx8g), or ask for shorter replies."
                : "Report it with what is written above.");
    broken.initCause(cause);
    return broken;
  }

  private synchronized void put(Waiting waiting) {
    if (closed) {
      giveUp(waiting);
    } else {
      queue.add(waiting);
    }
  }

  private static void giveUp(Waiting waiting) {
    waiting.reply.completeExceptionally(new IllegalStateException("it is closed"));
  }

  private void work() {
    try {
      for (Waiting first = queue.take(); !first.equals(LAST); first = queue.take()) {
        new Flight(first).go();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// All that is continued from one moment of rest to the next.
  private final class Flight implements Iterator<Generator.Task> {
    private final Set<Waiting> underWay = new HashSet<>();
    private @Nullable Waiting first;
    private long tokens;

    Flight(Waiting first) {
      this.first = first;
    }

    void go() {
      try {
        generator.continueAll(this);
      } catch (RuntimeException | Error e) {
        underWay.forEach(waiting -> waiting.reply.completeExceptionally(e));
      }
    }

    @Override
    public boolean hasNext() {
      Waiting next = next(false);
      return next != null
          && !next.equals(LAST)
          && (tokens == 0 || tokens + next.tokens <= mostTokens);
    }

    @Override
    public Generator.Task next() {
      Waiting next = next(true);
      if (next == null) {
        throw new NoSuchElementException();
      }
      underWay.add(next);
      tokens += next.tokens;
      return new Generator.Task(
          next.prompt,
          next.sampling,
          next.mask,
          () -> closed || next.reply.isDone(),
          reply -> done(next, reply));
    }

    private @Nullable Waiting next(boolean taken) {
      Waiting next = first;
      if (next == null) {
        return taken ? queue.poll() : queue.peek();
      }
      first = taken ? null : next;
      return next;
    }

    private void done(Waiting waiting, Reply reply) {
      underWay.remove(waiting);
      tokens -= waiting.tokens;
      if (reply.finish() == Finish.CANCELLED) {
        giveUp(waiting);
      } else {
        waiting.reply.complete(reply);
      }
    }
  }

  /// Gives up what waits and what is under way, and returns when nothing is computed any more.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
        giveUp(waiting);
      }
      queue.add(LAST);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
