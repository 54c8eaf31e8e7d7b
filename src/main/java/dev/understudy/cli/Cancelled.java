package dev.understudy.cli;

import java.io.Serial;

/// The user stopped the work, and what had to be saved is saved.
final class Cancelled extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /// After Ctrl-C.
  static final int INTERRUPTED = 130;

  private final int status;

  Cancelled(int status) {
    super("stopped");
    this.status = status;
  }

  /// The exit status: 128 and the number of the signal, as shells have it: 130 after Ctrl-C, 143
  /// after TERM.
  int status() {
    return status;
  }
}
