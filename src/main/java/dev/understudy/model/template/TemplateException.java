package dev.understudy.model.template;

import java.io.Serial;

/// A template that is not understood, or that refuses what it is given.
public final class TemplateException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  public TemplateException(String reason) {
    super(reason);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
