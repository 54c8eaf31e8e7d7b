package dev.understudy.cli;

import dev.understudy.model.Native;
import dev.understudy.problem.UserException;

/// How many threads compute, and on which library.
final class Threads {
  private Threads() {}

  /// Sets them, 0 for one on each core. Warns when the arithmetic library in use is not the fast
  /// one.
  static void use(int threads, Terminal terminal) {
    set(threads);
    Native.warning().ifPresent(terminal::warn);
  }

  /// Sets them, and begins to load the library beside what is done next: that takes a second or
  /// two.
  static void prepare(int threads) {
    set(threads);
    Thread.ofPlatform().daemon().name("libtorch").start(Threads::load);
  }

  private static void load() {
    try {
      Native.load();
    } catch (UserException _) {
      // told when the library is needed, which is soon
    }
  }

  private static void set(int threads) {
    Native.threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }
}
