package dev.understudy.base;

import dev.understudy.problem.UserException;
import org.junit.jupiter.api.Assumptions;

/// The real base, for tests tagged `base`.
public final class TestBase {
  private TestBase() {}

  /// The default base if it is on this disk; else the test is skipped, loudly.
  public static BaseModel require() {
    try {
      return new Bases().resolve("smollm2-135m");
    } catch (UserException e) {
      System.err.println("SKIPPED, this test needs the real base. " + e.getMessage());
      return Assumptions.abort("the base smollm2-135m is not on this machine");
    }
  }
}
