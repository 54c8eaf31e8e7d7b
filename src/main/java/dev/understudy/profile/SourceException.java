package dev.understudy.profile;

import java.io.IOException;
import java.io.Serial;

/// One source gives nothing; the others go on.
final class SourceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String what;
  private final String fix;

  SourceException(String what, String fix) {
    super(what);
    this.what = what;
    this.fix = fix;
  }

  /// Bytes that a library could not make sense of.
  static SourceException damaged(Throwable cause) {
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String plain = CleanText.line(reason);
    var e =
        new SourceException(
            "is damaged or cut off (" + plain.substring(0, Math.min(160, plain.length())) + ")",
            "Get or export it again, or save it in another format.");
    e.initCause(cause);
    return e;
  }

  static SourceException unreadable(IOException e) {
    return new SourceException(
        "can't be read (" + e.getClass().getSimpleName() + ")", "Check its permissions.");
  }

  String what() {
    return what;
  }

  String fix() {
    return fix;
  }
}
