package dev.understudy.base;

import dev.understudy.problem.UserException;
import java.util.ArrayList;
import java.util.List;

/// What was tried to find or fetch a base, told in full when nothing worked.
final class Attempts {
  private final String name;
  private final List<String> tried = new ArrayList<>();

  Attempts(String name) {
    this.name = name;
  }

  void add(Object place, String outcome) {
    tried.add(place + ": " + outcome);
  }

  /// `fix` tells how to put a file in place by hand.
  UserException failure(String what, String fix) {
    String list = tried.isEmpty() ? "" : "\n  tried " + String.join("\n  tried ", tried);
    return new UserException("base " + name, what + list, fix);
  }
}
