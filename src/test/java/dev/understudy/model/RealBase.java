package dev.understudy.model;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Bases;
import dev.understudy.problem.UserException;
import org.junit.jupiter.api.Assumptions;

/// The default base for tests that need real weights.
public final class RealBase {
  private RealBase() {}

  public static BaseModel orSkip() {
    try {
      return new Bases().resolve("smollm2-135m");
    } catch (UserException e) {
      return Assumptions.abort("SKIPPED, the base is not on this disk: " + e.getMessage());
    }
  }
}
