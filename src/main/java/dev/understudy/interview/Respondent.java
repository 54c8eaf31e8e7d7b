package dev.understudy.interview;

import java.util.List;

/// Whoever is asked: each question is the first of a talk of its own.
@FunctionalInterface
public interface Respondent {
  /// What was said, the ids of the memories put before it, whether it was felt to be beyond the
  /// horizon instead, and whether the answer ran into the token limit.
  record Answered(String text, List<String> memories, boolean beyond, boolean cutOff) {
    public Answered {
      memories = List.copyOf(memories);
    }
  }

  /// One answer a question, in order; the same seed gives the same answers.
  List<Answered> answer(List<String> questions, long seed);
}
