package dev.understudy.cli;

import dev.understudy.model.Native;
import dev.understudy.problem.UserException;

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
    int used = set(threads, processes);
    Native.warning().ifPresent(terminal::warn);
    return used;
  }

  /// Sets them, and begins to load the library beside what is done next: that takes a second or
  /// two.
  ///
  /// @return how many they are, for one of several processes, which share the cores
  static int prepare(int threads, int processes) {
    int used = set(threads, processes);
    Thread.ofPlatform().daemon().name("libtorch").start(Threads::load);
    return used;
  }

  private static void load() {
    try {
      Native.load();
    } catch (UserException _) {
      // told when the library is needed, which is soon
    }
  }

  private static int set(int threads, int processes) {
    int shared = Math.max(1, Runtime.getRuntime().availableProcessors() / processes);
    int used = threads > 0 ? threads : shared;
    Native.threads(used);
    return used;
  }
}
