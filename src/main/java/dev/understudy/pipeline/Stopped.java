package dev.understudy.pipeline;

import java.io.Serial;

/// The user stopped a training; what was learnt so far is saved.
public final class Stopped extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String run;

  Stopped(String run) {
    super("stopped: " + run);
    this.run = run;
  }

  /// The run that can be resumed.
  public String run() {
    return run;
  }
}
