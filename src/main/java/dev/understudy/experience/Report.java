package dev.understudy.experience;

import java.util.List;
import java.util.stream.Stream;

/// What the checker found about a character's dataset.
public record Report(String character, boolean passed, List<Finding> findings) {
  public Report {
    findings = List.copyOf(findings);
  }

  static Report of(String character, List<Finding> findings) {
    return new Report(character, findings.stream().allMatch(Finding::passed), findings);
  }

  /// The same with a finding more.
  public Report with(Finding more) {
    return of(character, Stream.concat(findings.stream(), Stream.of(more)).toList());
  }

  /// One line a finding, marked `ok`, `--` (only told) or `NO`, followed by at most `most` of its
  /// reasons.
  public Stream<String> lines(int most) {
    return findings.stream().flatMap(finding -> lines(finding, most));
  }

  private static Stream<String> lines(Finding finding, int most) {
    String mark = !finding.passed() ? "NO  " : finding.wanted().isEmpty() ? "--  " : "ok  ";
    List<String> reasons = finding.reasons();
    Stream<String> shown = reasons.stream().limit(most).map(reason -> "      " + reason);
    Stream<String> more =
        reasons.size() > most
            ? Stream.of("      and " + (reasons.size() - most) + " more")
            : Stream.empty();
    return Stream.concat(Stream.of(mark + finding), Stream.concat(shown, more));
  }
}
