package dev.understudy.experience.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Experience;
import dev.understudy.recall.NearDuplicates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// How well each filter tells the hand-written bad samples from the good ones.
class SamplesTest {
  /// What a filter found: right and wrong, and what it missed.
  private record Score(int right, int wrong, int missed) {
    String row(FilterName filter) {
      return String.format(
          Locale.ROOT,
          "| `%s` | %d | %d | %.2f | %.2f |",
          filter.word(),
          right + missed,
          wrong,
          (double) right / (right + wrong),
          (double) right / (right + missed));
    }
  }

  /// The samples known to be judged wrongly: all of them are named, so that a better rule is seen
  /// as well as a worse one.
  private static final Set<String> MISJUDGED =
      Set.of(
          "anachronism-14",
          "anachronism-15",
          "anachronism-24",
          "format-14",
          "language-14",
          "meta-talk-14",
          "meta-talk-16",
          "person-10",
          "person-11",
          "refusals-14",
          "secrets-13");

  @Test
  void thereAreTenOfEachKindForEachFilter() {
    for (FilterName filter : filters()) {
      assertThat(samples(filter)).filteredOn(Sample::bad).hasSizeGreaterThanOrEqualTo(10);
      assertThat(samples(filter)).filteredOn(s -> !s.bad()).hasSizeGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void precisionAndRecallAreWhatTheDocumentationSays() throws Exception {
    var misjudged = new HashSet<String>();
    var rows = new ArrayList<String>();
    for (FilterName filter : filters()) {
      rows.add(score(filter, misjudged).row(filter));
    }
    assertThat(misjudged).as(String.join("\n", rows)).isEqualTo(MISJUDGED);
    assertThat(Files.readAllLines(Path.of("docs/making.md"))).containsAll(rows);
  }

  private static Set<FilterName> filters() {
    return EnumSet.complementOf(EnumSet.of(FilterName.GROUNDING));
  }

  private static List<Sample> samples(FilterName filter) {
    return Sample.all().stream().filter(s -> s.name() == filter).toList();
  }

  private static Score score(FilterName filter, Set<String> misjudged) {
    Map<String, Filters> byLanguage = new TreeMap<>();
    int right = 0;
    int wrong = 0;
    int missed = 0;
    for (Sample sample : samples(filter)) {
      Filters filters =
          byLanguage.computeIfAbsent(sample.language().orElse("en"), l -> only(filter, l));
      boolean found = faulty(filters, sample.experience());
      right += found && sample.bad() ? 1 : 0;
      wrong += found && !sample.bad() ? 1 : 0;
      missed += !found && sample.bad() ? 1 : 0;
      if (found != sample.bad()) {
        misjudged.add(sample.id());
      }
    }
    return new Score(right, wrong, missed);
  }

  private static Filters only(FilterName filter, String language) {
    FilterName[] others = EnumSet.complementOf(EnumSet.of(filter)).toArray(FilterName[]::new);
    return Filters.of(
        Sample.life(language),
        FilterSettings.DEFAULT.without(others[0], others),
        Optional.of(NearDuplicates.inMemory(NearDuplicates.Limits.DEFAULT)));
  }

  /// Rejected, or, where that is the filter's way, changed.
  private static boolean faulty(Filters filters, Experience e) {
    var kept = new ArrayList<Experience>();
    filters.run(List.of(e).iterator(), kept::add, _ -> {});
    return !kept.equals(List.of(e));
  }
}
