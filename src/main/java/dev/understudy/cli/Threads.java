package dev.understudy.cli;

import dev.understudy.model.Native;

/// How many threads compute.
final class Threads {
  private Threads() {}

  /// Sets them, 0 for one on each core.
  static void use(int threads) {
    Native.threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }
}
