package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.experience.horizon.Subject;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Turn;
import dev.understudy.store.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    List<Exchange> all = exchanges();

    assertThat(misjudged(all, Marit.SHEET)).as(figures(all, Marit.SHEET)).isEqualTo(MISJUDGED);
    assertThat(documentation()).contains(figures(all, Marit.SHEET));
  }

  /// Of another person, by somebody who had not seen the rules; no rule was mended after them.
  @Test
  void onUnseenExchangesTheyAreWhatTheDocumentationSays() throws Exception {
    List<Exchange> unseen = exchanges("unseen");

    assertThat(unseen).hasSize(40).filteredOn(Exchange::leaks).hasSize(20);
    assertThat(documentation())
        .as("misjudged: %s", misjudged(unseen, Odo.SHEET))
        .contains(figures(unseen, Odo.SHEET));
  }

  private static Set<String> misjudged(List<Exchange> all, CharacterSheet sheet) {
    var rules = new LeakRules(sheet);
    return all.stream()
        .filter(e -> rules.leak(e.subject(), e.played()).isPresent() != e.leaks())
        .map(Exchange::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String figures(List<Exchange> all, CharacterSheet sheet) {
    Set<String> misjudged = misjudged(all, sheet);
    long leaks = all.stream().filter(Exchange::leaks).count();
    long missed = all.stream().filter(e -> e.leaks() && misjudged.contains(e.id())).count();
    long firm = all.size() - leaks;
    long safe = firm - (misjudged.size() - missed);
    return String.format(
        Locale.ROOT,
        "sensitivity %.2f (%d of %d), specificity %.2f (%d of %d)",
        (double) (leaks - missed) / leaks,
        leaks - missed,
        leaks,
        (double) safe / firm,
        safe,
        firm);
  }

  private static String documentation() throws IOException {
    return Files.readString(Path.of("docs/making.md")).replaceAll("\\s+", " ");
  }

  private static List<Exchange> exchanges() {
    return exchanges("exchanges");
  }

  private static List<Exchange> exchanges(String name) {
    return JsonLines.read(Path.of("src/test/resources/leaks", name + ".jsonl"), Exchange.class);
  }
}
