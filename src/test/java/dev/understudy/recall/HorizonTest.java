package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Question;
import dev.understudy.recipe.Recipe;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The sense of Beethoven's horizon. Its threshold is chosen by the lines of his scenes, each
/// judged by what was learnt without it; the questions kept for measuring only measure. The table
/// printed is the one in `docs/design/recall.md`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HorizonTest {
  private static final CharacterFolder BEETHOVEN =
      new CharacterFolder(Path.of("characters/beethoven"));

  private final List<Experience> experiences = BEETHOVEN.experiences();
  private final Map<String, Experience> byId =
      experiences.stream().collect(Collectors.toMap(Experience::id, Function.identity()));
  private final List<Memory> told =
      BEETHOVEN.memories().stream().filter(m -> m.weight() != Memory.Weight.UNTOLD).toList();
  private final Map<String, Double> chances = new HashMap<>();
  private Embedder embedder;
  private List<Lesson> lessons;
  private HorizonSense trained;
  private HorizonSense talking;

  @BeforeAll
  void learn() {
    Optional<Path> cache = Optional.empty();
    embedder = KnownVectors.of(Lesson.texts(experiences, BEETHOVEN.sheet()), new MiniLm(), cache);
    var index = MemoryIndex.of(told, embedder, Recipe.defaults().recall().threshold(), cache);
    lessons = Lesson.of(experiences, BEETHOVEN.sheet(), index);
    trained = sense(told, index);
    var all =
        MemoryIndex.of(
            BEETHOVEN.memories(), embedder, Recipe.defaults().recall().threshold(), cache);
    long begun = cpu();
    talking = sense(BEETHOVEN.memories(), all);
    long measured = cpu();
    talking.chance(List.of("Who are you?"));
    System.out.printf(
        "%d lines measured in %.2f s, fitted in %.2f s%n",
        lessons.size(), (measured - begun) / 1e9, (cpu() - measured) / 1e9);
  }

  /// CPU time of this thread in ns, which does not count what else the machine does.
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private HorizonSense sense(List<Memory> memories, MemoryIndex index) {
    return (HorizonSense)
        HorizonSense.of(
            BEETHOVEN.sheet(),
            experiences,
            memories,
            index,
            Recipe.defaults().recall().horizonThreshold());
  }

  @AfterAll
  void close() {
    embedder.close();
  }

  /// At a threshold, as shares called beyond. Of the training lines: first and later ones of
  /// protective scenes, first ones of other talks with users of today, all others.
  private record Row(
      double threshold,
      double first,
      double later,
      double today,
      double others,
      double traps,
      double known) {}

  private static boolean isFirst(Lesson lesson) {
    return lesson.weight() == 1;
  }

  private boolean isToday(Lesson lesson) {
    return byId.get(lesson.scene()).partner() == Partner.TODAY;
  }

  private double lines(double threshold, Predicate<Lesson> which) {
    return share(lessons.stream().filter(which).toList(), trained::chance, threshold);
  }

  private double questions(double threshold, List<? extends Question> questions) {
    return share(
        questions,
        q -> chances.computeIfAbsent(q.text(), text -> talking.chance(List.of(text))),
        threshold);
  }

  private static <T> double share(List<T> all, ToDoubleFunction<T> chance, double threshold) {
    return (double) all.stream().filter(t -> chance.applyAsDouble(t) >= threshold).count()
        / all.size();
  }

  private Row row(double t) {
    return new Row(
        t,
        lines(t, l -> l.beyond() && isFirst(l)),
        lines(t, l -> l.beyond() && !isFirst(l)),
        lines(t, l -> !l.beyond() && isFirst(l) && isToday(l)),
        lines(t, l -> !l.beyond() && !(isFirst(l) && isToday(l))),
        questions(t, BEETHOVEN.traps()),
        questions(t, BEETHOVEN.knownQuestions()));
  }

  @Test
  void feelsTrapsAndLeavesKnownThingsAlone() {
    System.out.println(
        "| threshold | first lines, protective | later ones | first lines of others | all others | traps"
            + " | known |");
    for (double t : new double[] {0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9}) {
      Row r = row(t);
      System.out.printf(
          "| %.2f | %.2f | %.2f | %.3f | %.3f | %.2f | %.3f |%n",
          r.threshold, r.first, r.later, r.today, r.others, r.traps, r.known);
    }
    Row chosen = row(Recipe.defaults().recall().horizonThreshold());
    assertThat(chosen.first).isGreaterThanOrEqualTo(0.7);
    assertThat(chosen.today).isLessThanOrEqualTo(0.05);
    assertThat(chosen.others).isLessThanOrEqualTo(0.05);
    assertThat(chosen.traps).isGreaterThanOrEqualTo(0.75);
    assertThat(chosen.known).isLessThanOrEqualTo(0.1);
  }
}
