package dev.understudy.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.Period;
import dev.understudy.person.Scene.Form;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.recall.NearDuplicates.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the plan promises, held against profiles of random size.
class ScenePlanTest {
  private static final int BORN = 1850;
  private static final int DIED = 1912;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyPassageHasItsScenes(int seed) {
    SceneStage.Input input = random(seed);
    List<Slot> slots = ScenePlan.of(input);

    for (Passage passage : input.passages()) {
      assertThat(slots.stream().filter(s -> s.passage().equals(passage)))
          .hasSizeGreaterThanOrEqualTo(input.settings().perPassage());
    }
    assertThat(slots.stream().map(Slot::id)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyMemoryIsToldAsOftenAsItsWeightSays(int seed) {
    SceneStage.Input input = random(seed);
    List<Slot> slots = ScenePlan.of(input);

    for (Memory memory : input.memories()) {
      long told = slots.stream().filter(s -> s.memories().contains(memory)).count();
      switch (memory.weight()) {
        case CORE -> assertThat(told).as(memory.id()).isGreaterThanOrEqualTo(4);
        case TOLD -> assertThat(told).as(memory.id()).isGreaterThanOrEqualTo(1);
        case UNTOLD -> assertThat(told).as(memory.id()).isZero();
      }
    }
    assertThat(slots)
        .allSatisfy(slot -> {
          assertThat(slot.memories()).doesNotHaveDuplicates();
          assertThat(slot.memories().size())
              .as(() ->
                  "%s of %s: %s"
                      .formatted(slot.id(), input.settings(), loads(slots, slot.passage())))
              .isLessThanOrEqualTo(input.settings().memoriesPerScene() + 1);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyShareIsMetWithinOneScene(int seed) {
    SceneStage.Input input = random(seed);
    List<Slot> slots = ScenePlan.of(input);
    SceneSettings settings = input.settings();
    double talks = count(slots, ScenePlanTest::isTalk);

    assertThat(talks).isCloseTo(slots.size() * settings.talk(), within(1.0));
    assertThat(talks).isGreaterThanOrEqualTo(slots.size() * settings.talk() - 1e-6);
    assertThat(count(slots, s -> s.partner() == Partner.TODAY))
        .isCloseTo(talks * settings.today(), within(1.0));
    assertThat(count(slots, s -> s.form() == Form.INTERVIEW))
        .isCloseTo(talks * settings.interviews(), within(1.0));
    assertThat(slots).filteredOn(s -> s.partner() == Partner.TODAY).allMatch(ScenePlanTest::isTalk);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nobodyTellsWhatHasYetToHappen(int seed) {
    assertThat(ScenePlan.of(random(seed)))
        .allSatisfy(slot -> {
          Years years = slot.years().orElseThrow();
          assertThat(years.first()).isBetween(BORN + 5, DIED).isLessThanOrEqualTo(years.last());
          assertThat(years.last()).isLessThanOrEqualTo(DIED);
          slot.memories().stream()
              .flatMapToInt(m -> MemoryTime.year(m).stream())
              .forEach(year -> assertThat(year).isLessThanOrEqualTo(years.first()));
        });
  }

  /// From the first that some passage reaches back to; small children need forms fit for them.
  @ParameterizedTest
  @MethodSource("seeds")
  void everyPeriodOfLifeIsCovered(int seed) {
    SceneStage.Input input = random(seed);
    var covered = new HashSet<Period>();
    ScenePlan.of(input)
        .forEach(slot -> covered.add(Period.of(slot.years().orElseThrow().last() - BORN)));

    Period first =
        input.passages().stream()
            .map(p ->
                PassageNeeds.of(
                    p,
                    input.memories(),
                    Lifetime.of(Tam.SHEET, input.passages()),
                    input.settings()))
            .map(PassageNeeds::earliest)
            .min(Period::compareTo)
            .orElseThrow();
    Period from =
        input.settings() == SceneSettings.DEFAULT || first != Period.CHILDHOOD
            ? first
            : Period.YOUTH;
    assertThat(covered)
        .containsAll(Stream.of(Period.values()).filter(p -> p.compareTo(from) >= 0).toList());
  }

  @Test
  void smallChildrenMeetNoUsersOfToday() {
    assertThat(ScenePlan.of(random(3)))
        .filteredOn(s -> s.partner() == Partner.TODAY)
        .allSatisfy(s ->
            assertThat(s.years().orElseThrow().first() - BORN)
                .isGreaterThanOrEqualTo(Period.YOUTH.from()));
  }

  @Test
  void aMemoryWithoutAYearIsOfTheTimeItsPassageHasComeTo() {
    var bees =
        new Memory(
            "m1", "I kept bees.", "p02", "", Weight.TOLD, Optional.of("He kept bees after that"));
    var rowing =
        new Memory("m2", "I rowed.", "p02", "", Weight.TOLD, Optional.of("took over the ferry"));

    assertThat(Dated.of(bees, Tam.FERRY).from()).hasValue(1903);
    assertThat(Dated.of(rowing, Tam.FERRY).from()).hasValue(1869);
  }

  @Test
  void aPassageThatTellsOnlyWhatCameLaterHasNoScenes() {
    Passage fame = Tam.passage("p09", "Fame", "A statue was put up in 1953 and moved in 1971.");
    SceneStage.Input input = input(List.of(Tam.FERRY, fame), List.of(), SceneSettings.DEFAULT);

    assertThat(ScenePlan.of(input).stream().map(s -> s.passage().id()).distinct())
        .containsExactly("p02");
    assertThat(ScenePlan.unfit(fame, input))
        .hasValueSatisfying(why -> assertThat(why).contains("horizon"));
  }

  @Test
  void theSamePlanComesOfTheSameInput() {
    assertThat(ScenePlan.of(random(5))).isEqualTo(ScenePlan.of(random(5)));
  }

  private static List<String> loads(List<Slot> slots, Passage passage) {
    return slots.stream()
        .filter(s -> s.passage().equals(passage))
        .map(s ->
            s.years()
                + " "
                + s.memories().stream()
                    .map(m -> m.id() + " " + m.time() + " " + m.weight())
                    .toList())
        .toList();
  }

  private static double count(List<Slot> slots, Predicate<Slot> which) {
    return slots.stream().filter(which).count();
  }

  private static boolean isTalk(Slot slot) {
    return slot.form() == Form.ONE_TO_ONE || slot.form() == Form.INTERVIEW;
  }

  private static SceneStage.Input random(int seed) {
    var random = new SplittableRandom(seed);
    var passages = new ArrayList<Passage>();
    var memories = new ArrayList<Memory>();
    int count = 1 + random.nextInt(12);
    for (int p = 0; p < count; p++) {
      String id = "p" + p;
      int year = BORN + random.nextInt(DIED - BORN);
      passages.add(Tam.passage(id, "Title", "It was the year %d.".formatted(year)));
      int facts = random.nextInt(10);
      for (int m = 0; m < facts; m++) {
        int of = year + random.nextInt(DIED - year + 1);
        Weight weight = m == 0 ? Weight.CORE : Weight.values()[random.nextInt(3)];
        String time = random.nextInt(4) == 0 ? "" : Integer.toString(of);
        memories.add(new Memory(id + "-m" + m, "I did thing " + m, id, time, weight));
      }
    }
    SceneSettings d = SceneSettings.DEFAULT;
    var settings =
        new SceneSettings(
            1 + random.nextInt(10),
            1 + random.nextInt(4),
            4,
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble(),
            d.others(),
            d.tries(),
            d.rounds(),
            d.sampling());
    return input(passages, memories, seed % 2 == 0 ? SceneSettings.DEFAULT : settings);
  }

  private static SceneStage.Input input(
      List<Passage> passages, List<Memory> memories, SceneSettings settings) {
    return new SceneStage.Input(
        Tam.SHEET,
        passages,
        memories,
        settings,
        Tam.TODAY,
        Optional.empty(),
        NearDuplicates.inMemory(Limits.DEFAULT));
  }
}
