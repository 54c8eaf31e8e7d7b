package dev.understudy.problem;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/// Something the user can mend. The edge prints its problems without a stack trace and exits with
/// 1.
public final class UserException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public UserException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public UserException(String where, String what, String fix) {
    this(List.of(new Problem(where, what, fix)));
  }

  public UserException(String where, String what, String fix, Throwable cause) {
    this(where, what, fix);
    initCause(cause);
  }

  public List<Problem> problems() {
    return problems;
  }
}
