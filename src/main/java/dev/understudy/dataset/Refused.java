package dev.understudy.dataset;

import java.io.Serial;

/// A record of a file that can't become an experience, and why. The rest goes on.
final class Refused extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  Refused(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
