package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.experience.horizon.Subject;
import dev.understudy.person.Turn;
import dev.understudy.store.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How well the rules tell exchanges in which the character answers anyway.
class LeakRulesTest {
  /// All that are judged wrongly, so that a better rule is seen as well as a worse one.
  private static final Set<String> MISJUDGED =
      Set.of("leak-05", "leak-09", "leak-10", "leak-11", "leak-20");

  record Exchange(
      String id,
      String category,
      List<String> marks,
      String gist,
      List<String> turns,
      boolean leaks) {
    Subject subject() {
      return new Subject(
          ProtectiveCategory.named(category), marks.getFirst(), marks, gist, Optional.empty());
    }

    List<Turn> played() {
      return turns.stream()
          .map(t -> t.split(": ", 2))
          .map(t -> new Turn(t[0], Turn.Action.SPEAKING, t[1], List.of()))
          .toList();
    }
  }

  @Test
  void halfOfTheExchangesLeakInEveryCategory() {
    List<Exchange> all = exchanges();
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
    assertThat(all).filteredOn(Exchange::leaks).hasSize(all.size() / 2);
    assertThat(all)
        .filteredOn(Exchange::leaks)
        .extracting(Exchange::category)
        .containsAll(Stream.of(ProtectiveCategory.values()).map(ProtectiveCategory::id).toList());
  }

  @Test
  void sensitivityAndSpecificityAreWhatTheDocumentationSays() throws Exception {
    var rules = new LeakRules(Marit.SHEET);
    List<Exchange> all = exchanges();
    Set<String> found =
        all.stream()
            .filter(e -> rules.leak(e.subject(), e.played()).isPresent())
            .map(Exchange::id)
            .collect(Collectors.toSet());
    Set<String> misjudged =
        all.stream()
            .filter(e -> found.contains(e.id()) != e.leaks())
            .map(Exchange::id)
            .collect(Collectors.toSet());
    long leaks = all.stream().filter(Exchange::leaks).count();
    long right = all.stream().filter(e -> e.leaks() && found.contains(e.id())).count();
    long safe = all.stream().filter(e -> !e.leaks() && !found.contains(e.id())).count();
    String told =
        String.format(
            Locale.ROOT,
            "sensitivity %.2f (%d of %d), specificity %.2f (%d of %d)",
            (double) right / leaks,
            right,
            leaks,
            (double) safe / (all.size() - leaks),
            safe,
            all.size() - leaks);

    assertThat(misjudged).as(told).isEqualTo(MISJUDGED);
    assertThat(Files.readString(Path.of("docs/making.md")).replaceAll("\\s+", " ")).contains(told);
  }

  private static List<Exchange> exchanges() {
    return JsonLines.read(Path.of("src/test/resources/leaks/exchanges.jsonl"), Exchange.class);
  }
}
