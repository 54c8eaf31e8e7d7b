package dev.understudy.cli;

import dev.understudy.problem.Problem;
import dev.understudy.problem.UserException;
import java.io.Serial;
import java.util.List;

/// Arguments that each can be read, but are wrong together or out of range. The edge exits with 2,
/// as for those that can't be read.
final class WrongUsage extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  WrongUsage(String where, String what, String fix) {
    this(new UserException(where, what, fix));
  }

  /// The problems of `refused`, which only the arguments can have caused.
  WrongUsage(UserException refused) {
    super(refused);
    problems = refused.problems();
  }

  List<Problem> problems() {
    return problems;
  }
}
