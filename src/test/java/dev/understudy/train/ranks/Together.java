package dev.understudy.train.ranks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Ranks as threads of one process: Gloo does not mind.
public final class Together {
  private Together() {}

  /// What one rank does.
  public interface Part<T> {
    T in(Ranks ranks) throws Exception;
  }

  /// What each rank returned, or threw.
  public static <T> List<Future<T>> run(Path folder, int count, Duration timeout, Part<T> part) {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var all = new ArrayList<Future<T>>();
      for (int i = 0; i < count; i++) {
        var meeting = new Meeting(folder, i, count, timeout);
        all.add(
            threads.submit(() -> {
              try (Ranks ranks = meeting.join(() -> {})) {
                return part.in(ranks);
              }
            }));
      }
      return all;
    }
  }

  /// What each rank returned.
  public static <T> List<T> run(Path folder, int count, Part<T> part) throws Exception {
    var results = new ArrayList<T>();
    for (Future<T> each : run(folder, count, Duration.ofSeconds(60), part)) {
      try {
        results.add(each.get());
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
    return results;
  }
}
