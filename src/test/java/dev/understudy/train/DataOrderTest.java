package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.learn.Example;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataOrderTest {
  private static final List<Example> EXAMPLES =
      IntStream.range(0, 5)
          .mapToObj(i -> new Example(new int[] {i, i}, new boolean[] {false, true}))
          .toList();

  private static DataOrder order(Order order) {
    Recipe r = Recipe.defaults();
    return DataOrder.of(EXAMPLES, r.with(r.data().with(2, order)));
  }

  /// The examples of the first `steps` steps, by number.
  private static List<Integer> first(DataOrder order, int steps) {
    var numbers = new ArrayList<Integer>();
    for (int step = 0; step < steps; step++) {
      order.at(step).forEach(e -> numbers.add(e.tokens()[0]));
    }
    return numbers;
  }

  @Test
  void roundsInOrderFollowOneAnotherAcrossSteps() {
    for (Order given : List.of(Order.LIFE, Order.SHORT_FIRST)) {
      assertThat(first(order(given), 5)).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    }
  }

  @Test
  void everyShuffledRoundIsAnotherOneOfAll() {
    List<Integer> rounds = first(order(Order.SHUFFLED), 10);
    List<List<Integer>> each =
        IntStream.range(0, 4).mapToObj(i -> rounds.subList(5 * i, 5 * i + 5)).toList();
    assertThat(each)
        .allSatisfy(round -> assertThat(round).containsExactlyInAnyOrder(0, 1, 2, 3, 4))
        .doesNotHaveDuplicates();
  }

  @Test
  void aStepIsTheSameWhateverCameBefore() {
    for (Order order : Order.values()) {
      assertThat(order(order).at(7)).isEqualTo(last(order(order)));
    }
  }

  private static List<Example> last(DataOrder order) {
    first(order, 7);
    return order.at(7);
  }
}
