package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.learn.Example;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void risesThenFallsAsACosine() {
    Pace pace = pace(Recipe.Schedule.COSINE, 110, 10);
    assertThat(pace.rate(at(0))).isCloseTo(0.1, within(1e-9));
    assertThat(pace.rate(at(9))).isCloseTo(1, within(1e-9));
    assertThat(pace.rate(at(10))).isCloseTo(1, within(1e-9));
    assertThat(pace.rate(at(60))).isCloseTo(0.5, within(1e-9));
    assertThat(pace.rate(at(109))).isCloseTo(0, within(1e-3));
    assertThat(pace.isOver(at(109))).isFalse();
    assertThat(pace.isOver(at(110))).isTrue();
  }

  @Test
  void fallsInALineOrNotAtAll() {
    assertThat(pace(Recipe.Schedule.LINEAR, 100, 0).rate(at(25))).isCloseTo(0.75, within(1e-9));
    assertThat(pace(Recipe.Schedule.CONSTANT, 100, 0).rate(at(99))).isEqualTo(1);
  }

  record Golden(
      int warmup, int steps, List<Double> cosine, List<Double> linear, List<Double> constant) {}

  /// Theirs begin the warm-up at zero, so that their first step learns nothing; ours one step
  /// further. Behind it they are the same.
  @Test
  void schedulesAreThoseOfTransformers() {
    Golden golden = Json.read(Path.of("src/test/resources/golden/schedules.json"), Golden.class);
    compare(golden, Recipe.Schedule.COSINE, golden.cosine());
    compare(golden, Recipe.Schedule.LINEAR, golden.linear());
    compare(golden, Recipe.Schedule.CONSTANT, golden.constant());
  }

  private static void compare(Golden golden, Recipe.Schedule schedule, List<Double> factors) {
    Pace pace = pace(schedule, golden.steps(), golden.warmup());
    assertThat(factors).hasSize(golden.steps());
    for (int step = 0; step < golden.steps(); step++) {
      int theirs = step < golden.warmup() ? step + 1 : step;
      assertThat(pace.rate(at(step)))
          .as("%s, step %d", schedule, step)
          .isCloseTo(factors.get(theirs), within(1e-12));
    }
  }

  @Test
  void minutesStandForSteps() {
    Recipe.Length two = new Recipe.Length(Recipe.Length.Unit.MINUTES, 2);
    Pace pace = pace(Recipe.Schedule.LINEAR, two, 10);
    assertThat(pace.rate(at(4, 12))).isCloseTo(0.5 * 0.9, within(1e-9));
    assertThat(pace.rate(at(50, 60))).isCloseTo(0.5, within(1e-9));
    assertThat(pace.done(at(50, 90))).isEqualTo(0.75);
    assertThat(pace.secondsLeft(at(50, 90), 100)).isEqualTo(30);
    assertThat(pace.isOver(at(50, 119))).isFalse();
    assertThat(pace.isOver(at(50, 120))).isTrue();
  }

  @Test
  void roundsCountSteps() {
    var order =
        new DataOrder(IntStream.range(0, 7).mapToObj(PaceTest::example).toList(), 2, true, 1);
    assertThat(order.steps(2)).isEqualTo(7);
    assertThat(order.steps(0.1)).isEqualTo(1);
  }

  @Test
  void everyRoundSeesEveryExampleInAnotherOrder() {
    List<Example> examples = IntStream.range(0, 7).mapToObj(PaceTest::example).toList();
    var order = new DataOrder(examples, 1, true, 3);
    List<Example> first = IntStream.range(0, 7).mapToObj(i -> order.at(i).getFirst()).toList();
    List<Example> second = IntStream.range(7, 14).mapToObj(i -> order.at(i).getFirst()).toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(examples).isNotEqualTo(second);
    assertThat(second).containsExactlyInAnyOrderElementsOf(examples);
    assertThat(order.at(3)).isEqualTo(new DataOrder(examples, 1, true, 3).at(3));
  }

  private static Example example(int token) {
    return new Example(new int[] {0, token}, new boolean[] {false, true});
  }

  private static Pace pace(Recipe.Schedule schedule, int steps, int warmup) {
    return pace(schedule, new Recipe.Length(Recipe.Length.Unit.STEPS, steps), warmup);
  }

  private static Pace pace(Recipe.Schedule schedule, Recipe.Length length, int warmup) {
    Recipe recipe =
        Recipe.defaults().with(new Recipe.Optimizer(1, warmup, schedule, 1, 0)).with(length);
    return new Pace(recipe, new DataOrder(List.of(example(1)), 1, true, 1));
  }

  private static Position at(long step) {
    return at(step, 0);
  }

  private static Position at(long step, double seconds) {
    Position at = Position.start("");
    for (long i = 0; i < step; i++) {
      at = at.stepped(1, seconds);
    }
    return at;
  }
}
