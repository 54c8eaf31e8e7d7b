package dev.understudy.base;

import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import dev.understudy.store.Temporaries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A folder for files on their way, gone when closed or when the program is stopped. Its name tells
/// the process it belongs to.
record WorkFolder(Path path) implements AutoCloseable {
  private static final String PREFIX = "pull-";

  WorkFolder {
    AtomicFiles.createFolder(Temporaries.open(path));
  }

  static WorkFolder under(Path cache) {
    Path all = cache.resolve("work");
    removeAbandoned(all);
    return new WorkFolder(all.resolve(PREFIX + ProcessHandle.current().pid()));
  }

  /// A process that was killed leaves its folder behind.
  private static void removeAbandoned(Path all) {
    String[] names = Optional.ofNullable(all.toFile().list()).orElse(new String[0]);
    for (String name : names) {
      if (name.matches(PREFIX + "\\d+") && !isAlive(name.substring(PREFIX.length()))) {
        AtomicFiles.delete(all.resolve(name));
      }
    }
  }

  private static boolean isAlive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  @Override
  public void close() {
    try {
      Temporaries.close(path);
    } catch (IOException e) {
      throw Failures.writing(path, e);
    }
  }
}
