package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.Memory;
import dev.understudy.person.Question;
import dev.understudy.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The memories of Beethoven against the questions kept for measuring. The whole table is printed:
/// it is the one in `docs/lab.md`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecallTest {
  private static final CharacterFolder BEETHOVEN =
      new CharacterFolder(Path.of("characters/beethoven"));

  private final Counting embedder = new Counting(new MiniLm());
  private final List<Memory> memories = BEETHOVEN.memories();
  private MemoryIndex index;

  @BeforeAll
  void embed(@TempDir Path cache) {
    index =
        MemoryIndex.of(
            memories, embedder, Recipe.defaults().recall().threshold(), Optional.of(cache));
  }

  @AfterAll
  void close() {
    index.close();
  }

  /// At a threshold: share of the known questions whose memory is recalled first, is recalled at
  /// all, and share of traps for which nothing is.
  private record Row(
      double threshold, double first, double found, double recalled, double silent) {}

  private Row row(double threshold) {
    List<Question.Known> known = BEETHOVEN.knownQuestions();
    List<Question.Trap> traps = BEETHOVEN.traps();
    var at = index.at(threshold);
    double first = 0;
    double found = 0;
    double recalled = 0;
    for (Question.Known q : known) {
      List<String> ids = at.recall(q.text(), 2).stream().map(r -> r.memory().id()).toList();
      first += !ids.isEmpty() && ids.getFirst().equals(q.memory()) ? 1 : 0;
      found += ids.contains(q.memory()) ? 1 : 0;
      recalled += ids.size();
    }
    long silent = traps.stream().filter(q -> at.recall(q.text(), 2).isEmpty()).count();
    int n = known.size();
    return new Row(threshold, first / n, found / n, recalled / n, (double) silent / traps.size());
  }

  @Test
  void findsWhatIsAskedForAndNothingForTraps() {
    System.out.println(
        "| threshold | right one first | right one found | recalled a question | traps left alone |");
    for (double t = 0.36; t < 0.55; t += 0.02) {
      Row r = row(t);
      System.out.printf(
          "| %.2f | %.2f | %.2f | %.2f | %.2f |%n", t, r.first, r.found, r.recalled, r.silent);
    }
    Row chosen = row(Recipe.defaults().recall().threshold());
    assertThat(chosen.first).isGreaterThanOrEqualTo(0.85);
    assertThat(chosen.found).isGreaterThanOrEqualTo(0.88);
    assertThat(chosen.silent).isGreaterThanOrEqualTo(0.88);
  }

  @Test
  void aSmallQuestionThinksOfTheOneBefore() {
    assertThat(index.recall("Why?", 1)).isEmpty();
    assertThat(
            index.recall(
                List.of("I hear you tore up a title page because of Napoleon.", "Why?"), 1))
        .singleElement()
        .satisfies(r -> assertThat(r.memory().text()).contains("Eroica").contains("Bonaparte"));
  }

  @Test
  void aQuestionIsHeardBehindSmallTalk() {
    assertThat(index.recall("I still set a plate for mine. What was your mother like?", 1))
        .singleElement()
        .satisfies(r -> assertThat(r.memory().text()).contains("My mother was Maria Magdalena"));
  }

  @Test
  void aPronounThinksOfTheOneBefore() {
    assertThat(index.recall("Was she gentle?", 1)).isEmpty();
    assertThat(index.recall(List.of("Tell me about your mother.", "Was she gentle?"), 1))
        .singleElement()
        .satisfies(r -> assertThat(r.memory().text()).contains("My mother was Maria Magdalena"));
  }

  @Test
  void aFullQuestionForgetsTheOneBefore() {
    String coffee = "How do you make your coffee?";
    assertThat(index.recall(List.of("What did you learn from Salieri?", coffee), 2))
        .isEqualTo(index.recall(coffee, 2));
  }

  @Test
  void vectorsAreReadBackFromTheCache(@TempDir Path cache) throws Exception {
    List<Memory> few = memories.subList(0, 5);
    var counted = new Counting(embedder);
    var first = MemoryIndex.of(few, counted, 0, Optional.of(cache));
    int embedded = counted.calls;
    var again = MemoryIndex.of(few, counted, 0, Optional.of(cache));
    assertThat(counted.calls).isEqualTo(embedded);
    assertThat(again.ranked(List.of("Your father?")))
        .isEqualTo(first.ranked(List.of("Your father?")));

    try (var files = Files.list(cache)) {
      Files.write(files.findFirst().orElseThrow(), new byte[10]);
    }
    MemoryIndex.of(few, counted, 0, Optional.of(cache));
    assertThat(counted.calls).as("a cut file is made again").isEqualTo(2 * embedded + 2);
  }

  /// Embeds nothing twice, and counts how often it is asked.
  private static final class Counting implements Embedder {
    private final Embedder inner;
    private final Map<String, float[]> known = new HashMap<>();
    private int calls;

    Counting(Embedder inner) {
      this.inner = inner;
    }

    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public synchronized float[] embed(String text) {
      calls++;
      return known.computeIfAbsent(text, inner::embed);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
