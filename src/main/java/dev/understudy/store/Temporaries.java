package dev.understudy.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Files and folders on their way to their place. Those still on it when the program is stopped, as
/// by Ctrl-C, are deleted.
final class Temporaries {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Temporaries::clear, "temporaries"));
  }

  private Temporaries() {}

  static Path open(Path temporary) {
    OPEN.add(temporary);
    return temporary;
  }

  static void close(Path temporary) throws IOException {
    AtomicFiles.deleteTree(temporary);
    OPEN.remove(temporary);
  }

  private static void clear() {
    for (Path path : OPEN) {
      try {
        AtomicFiles.deleteTree(path);
      } catch (IOException _) {
        // the program is ending: there is no one to tell
      }
    }
  }
}
