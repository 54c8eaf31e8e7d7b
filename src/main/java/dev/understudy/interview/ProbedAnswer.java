package dev.understudy.interview;

import java.util.List;

/// One answer of a probe and what the rules say of it. `kind` is `known`, `untold` (a known thing
/// told in no training scene) or `trap`; `beyond` tells that the question was felt to be beyond the
/// horizon, so that no memories were put before the answer; `leaks` is only said of traps, `right`
/// and `denied` only of the others.
public record ProbedAnswer(
    String question,
    Kind kind,
    String category,
    long seed,
    String asked,
    String answer,
    List<String> memories,
    boolean beyond,
    boolean right,
    boolean denied,
    boolean leaks,
    boolean loops) {

  public enum Kind {
    KNOWN,
    UNTOLD,
    TRAP
  }

  public ProbedAnswer {
    memories = List.copyOf(memories);
  }
}
