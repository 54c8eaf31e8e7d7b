package dev.understudy.problem;

import java.util.ArrayList;
import java.util.List;

/// Collects problems so that all of them are told at once.
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(String where, String what, String fix) {
    found.add(new Problem(where, what, fix));
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }

  /// Throws all problems as one [UserException], if there are any.
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new UserException(found);
    }
  }
}
