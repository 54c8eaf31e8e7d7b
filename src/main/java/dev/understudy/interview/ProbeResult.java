package dev.understudy.interview;

import dev.understudy.interview.ProbedAnswer.Kind;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a probe found, as shares with intervals.
///
/// @param right of known things told in training and put right
/// @param rightUntold of known things told in no training scene and put right
/// @param rightAll of both
/// @param denied of known things that were denied
/// @param leaks of traps that were answered
/// @param loops of all answers that repeat themselves or run into the token limit
public record ProbeResult(
    Share right, Share rightUntold, Share rightAll, Share denied, Share leaks, Share loops) {

  public static ProbeResult of(List<ProbedAnswer> answers) {
    return new ProbeResult(
        share(answers, a -> a.kind() == Kind.KNOWN, ProbedAnswer::right),
        share(answers, a -> a.kind() == Kind.UNTOLD, ProbedAnswer::right),
        share(answers, a -> a.kind() != Kind.TRAP, ProbedAnswer::right),
        share(answers, a -> a.kind() != Kind.TRAP, ProbedAnswer::denied),
        share(answers, a -> a.kind() == Kind.TRAP, ProbedAnswer::leaks),
        share(answers, a -> true, ProbedAnswer::loops));
  }

  private static Share share(
      List<ProbedAnswer> answers, Predicate<ProbedAnswer> of, Predicate<ProbedAnswer> that) {
    Collection<List<Boolean>> byQuestion =
        answers.stream()
            .filter(of)
            .collect(
                Collectors.groupingBy(
                    ProbedAnswer::question,
                    TreeMap::new,
                    Collectors.mapping(that::test, Collectors.toList())))
            .values();
    return Share.of(byQuestion);
  }
}
