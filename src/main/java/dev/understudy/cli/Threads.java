package dev.understudy.cli;

import dev.understudy.model.Native;

/// How many threads compute, and on which library.
final class Threads {
  private Threads() {}

  /// Sets them, 0 for one on each core. Warns when the arithmetic library in use is not the fast
  /// one.
  static void use(int threads, Terminal terminal) {
    use(threads, 1, terminal);
  }

  /// Sets them for one of several processes, which share the cores.
  ///
  /// @return how many they are
  static int use(int threads, int processes, Terminal terminal) {
    int shared = Math.max(1, Runtime.getRuntime().availableProcessors() / processes);
    int used = threads > 0 ? threads : shared;
    Native.threads(used);
    Native.warning().ifPresent(terminal::warn);
    return used;
  }
}
