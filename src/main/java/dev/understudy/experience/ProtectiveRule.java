package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Protective scenes are spread over all categories, at least `least` in each.
record ProtectiveRule(List<String> categories, int least) implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    Map<String, Long> found =
        d.of(Kind.PROTECTIVE)
            .collect(Collectors.groupingBy(Experience::category, Collectors.counting()));
    List<String> unknown =
        found.keySet().stream().filter(c -> !categories.contains(c)).sorted().toList();
    return Stream.concat(
        categories.stream()
            .map(c -> Finding.atLeast("protective: " + c, found.getOrDefault(c, 0L), least)),
        Stream.of(Finding.none("protective: other categories", unknown)));
  }
}
