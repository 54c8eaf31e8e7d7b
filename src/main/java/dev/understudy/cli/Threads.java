package dev.understudy.cli;

import dev.understudy.model.Native;

/// How many threads compute, and on which library.
final class Threads {
  private Threads() {}

  /// Sets them, 0 for one on each core. Warns when the arithmetic library in use is not the fast
  /// one.
  static void use(int threads, Terminal terminal) {
    Native.threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    Native.warning().ifPresent(terminal::warn);
  }
}
