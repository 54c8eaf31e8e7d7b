package dev.understudy.problem;

/// One thing that is wrong: where it was found, what is wrong with it, and what to do next.
public record Problem(String where, String what, String fix) {
  @Override
  public String toString() {
    return where + ": " + what + (fix.isEmpty() ? "" : "\n  " + fix);
  }
}
