package dev.understudy.train.ranks;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/// Where the ranks of one training find each other: a folder that only they use.
///
/// @param rank of this process, from 0
/// @param count of all
/// @param timeout after which a rank that does not come, or later does not answer, is given up
public record Meeting(Path folder, int rank, int count, Duration timeout) {
  /// Long enough for a checkpoint of a large model, which the others wait for.
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long PAUSE_MILLIS = 20;

  /// Comes, and waits for the others. They may be a while: each loads the model first.
  ///
  /// @param watch looks now and then whether there is any use in waiting, and throws if not
  public Ranks join(Runnable watch) {
    if (count == 1) {
      return Ranks.ALONE;
    }
    AtomicFiles.write(mark(rank), "");
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!IntStream.range(0, count).allMatch(i -> Files.exists(mark(i)))) {
      watch.run();
      if (System.nanoTime() > deadline) {
        throw new UserException(
            "training, rank %d of %d".formatted(rank, count),
            "not all processes of this training came within %d s".formatted(timeout.toSeconds()),
            "See whether the machine has memory and cores for so many.");
      }
      pause();
    }
    return Gloo.join(folder.resolve("store"), rank, count, timeout);
  }

  private Path mark(int which) {
    return folder.resolve("rank-" + which + ".here");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
