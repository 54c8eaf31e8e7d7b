package dev.understudy.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Files and folders on their way to their place. Those still on it when the program is stopped, as
/// by Ctrl-C, are deleted.
public final class Temporaries {
  private static final int TRIES = 40;

  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Temporaries::clear, "temporaries"));
  }

  private Temporaries() {}

  /// Deletes `temporary` when the program ends before it is closed.
  public static Path open(Path temporary) {
    OPEN.add(temporary);
    return temporary;
  }

  /// Deletes `temporary`, unless it was moved to its place.
  public static void close(Path temporary) throws IOException {
    AtomicFiles.deleteTree(temporary);
    OPEN.remove(temporary);
  }

  private static void clear() {
    OPEN.forEach(Temporaries::clear);
  }

  /// Others may still be writing while the program is stopped, and be stopped themselves.
  private static void clear(Path path) {
    for (int i = 0; i < TRIES && Files.exists(path); i++) {
      try {
        AtomicFiles.deleteTree(path);
      } catch (IOException _) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
