package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Protective scenes are spread over all demanded categories, at least `least` in each.
record ProtectiveRule(int least) implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    Map<String, Long> found =
        d.of(Kind.PROTECTIVE)
            .collect(Collectors.groupingBy(Experience::category, Collectors.counting()));
    Set<String> known =
        ProtectiveCategory.all().map(ProtectiveCategory::id).collect(Collectors.toSet());
    List<String> unknown =
        found.keySet().stream().filter(c -> !known.contains(c)).sorted().toList();
    return Stream.concat(
        ProtectiveCategory.all()
            .filter(c -> c.isDemanded(d.sheet().horizon()))
            .map(c ->
                Finding.atLeast("protective: " + c.id(), found.getOrDefault(c.id(), 0L), least)),
        Stream.of(Finding.none("protective: other categories", unknown)));
  }
}
