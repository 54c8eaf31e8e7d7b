package dev.understudy.train.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.learn.Example;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final List<Example> EXAMPLES = examples(40, 7, 90, 3, 30, 60, 12);

  private static List<Example> examples(int... lengths) {
    return Arrays.stream(lengths)
        .mapToObj(n -> {
          boolean[] target = new boolean[n];
          target[n - 1] = true;
          return new Example(new int[n], target);
        })
        .toList();
  }

  @Test
  void everyExampleGoesToOneRankAndNoRankIsIdle() {
    for (int count = 1; count <= 7; count++) {
      int ranks = count;
      List<List<Example>> shares =
          IntStream.range(0, ranks).mapToObj(i -> Shares.of(EXAMPLES, i, ranks)).toList();
      assertThat(shares).noneMatch(List::isEmpty);
      assertThat(shares.stream().flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(EXAMPLES);
    }
  }

  @Test
  void sharesAreAboutEquallyLong() {
    List<Integer> tokens =
        IntStream.range(0, 2)
            .mapToObj(i -> Shares.of(EXAMPLES, i, 2).stream().mapToInt(Example::length).sum())
            .toList();
    assertThat(tokens).allMatch(n -> n > 110 && n < 130);
  }

  @Test
  void aShareKeepsTheOrderAndTheOnlyRankGetsAll() {
    assertThat(Shares.of(EXAMPLES, 0, 1)).isEqualTo(EXAMPLES);
    List<Example> share = Shares.of(EXAMPLES, 1, 2);
    assertThat(share.stream().map(EXAMPLES::indexOf)).isSorted();
  }
}
