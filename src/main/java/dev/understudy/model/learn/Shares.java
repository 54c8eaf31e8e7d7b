package dev.understudy.model.learn;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Runs loops of ours on the threads that libtorch and MKL compute with.
///
/// Between two operations those threads spin, ready for the next one; threads of our own would
/// fight with them for the cores. So the loop is handed to the same OpenMP pool, by the entry point
/// that compilers use, `GOMP_parallel`. Where it is not found the calling thread does all.
final class Shares {
  /// Does rows `from` to `to`.
  interface Task {
    void run(long from, long to);
  }

  // Smaller loops cost more to hand out than to run.
  private static final long LEAST = 16;
  private static final @Nullable MethodHandle PARALLEL = parallel();
  private static final MemorySegment SHARE = share();

  private static volatile @Nullable Loop current;

  private Shares() {}

  /// One loop, of which every thread takes the next rows that nobody has taken.
  private static final class Loop {
    final Task task;
    final long rows;
    final long grain;
    final AtomicLong next = new AtomicLong();
    volatile @Nullable Throwable failure;

    Loop(Task task, long rows, long grain) {
      this.task = task;
      this.rows = rows;
      this.grain = grain;
    }

    void work() {
      for (long from = next.getAndAdd(grain); from < rows; from = next.getAndAdd(grain)) {
        task.run(from, Math.min(rows, from + grain));
      }
    }
  }

  /// Does all rows, some at a time, in an order nobody should rely on.
  static void run(long rows, Task task) {
    long shares = 4L * torch.get_num_threads();
    long grain = Math.max(LEAST, (rows + shares - 1) / shares);
    start(new Loop(task, rows, grain));
  }

  /// Does each of some large pieces of work.
  static void each(int pieces, IntConsumer piece) {
    start(new Loop((from, to) -> piece.accept((int) from), pieces, 1));
  }

  private static synchronized void start(Loop loop) {
    int threads = torch.get_num_threads();
    MethodHandle parallel = PARALLEL;
    if (parallel == null || threads < 2 || loop.rows <= loop.grain) {
      loop.work();
      return;
    }
    current = loop;
    try {
      parallel.invokeExact(SHARE, MemorySegment.NULL, threads, 0);
    } catch (Throwable t) {
      throw new IllegalStateException("libgomp", t);
    }
    Throwable failed = loop.failure;
    if (failed != null) {
      throw new IllegalStateException("a share of a loop failed", failed);
    }
  }

  /// What every thread of the pool calls, with the data given to `GOMP_parallel`. Nothing may be
  /// thrown into native code.
  @SuppressWarnings("unused") // by name, below
  private static void share(MemorySegment data) {
    Loop loop = current;
    if (loop != null) {
      try {
        loop.work();
      } catch (Throwable t) {
        loop.failure = t;
      }
    }
  }

  private static @Nullable MethodHandle parallel() {
    return SymbolLookup.loaderLookup()
        .find("GOMP_parallel")
        .map(address ->
            Linker.nativeLinker()
                .downcallHandle(
                    address,
                    FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT)))
        .orElse(null);
  }

  private static MemorySegment share() {
    try {
      MethodHandle share =
          MethodHandles.lookup()
              .findStatic(
                  Shares.class, "share", MethodType.methodType(void.class, MemorySegment.class));
      return Linker.nativeLinker()
          .upcallStub(share, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS), Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Shares.share", e);
    }
  }
}
