package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.problem.UserException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtectiveShareTest {
  /// 40 protective scenes among 100, mixed.
  private static final List<Experience> SCENES =
      IntStream.range(0, 100)
          .mapToObj(i -> SplitTest.scene("s" + i, i % 5 < 2 ? Kind.PROTECTIVE : Kind.FAMILIAR))
          .toList();

  private static long protective(List<Experience> scenes) {
    return scenes.stream().filter(e -> e.kind() == Kind.PROTECTIVE).count();
  }

  @Test
  void noShareLeavesAllIn() {
    assertThat(ProtectiveShare.of(SCENES, null, 1)).isSameAs(SCENES);
  }

  @Test
  void aSmallerShareLeavesOutProtectiveScenesAndAGreaterOneOthers() {
    List<Experience> few = ProtectiveShare.of(SCENES, 0.2, 1);
    assertThat(few).hasSize(75);
    assertThat(protective(few)).isEqualTo(15);
    List<Experience> many = ProtectiveShare.of(SCENES, 0.8, 1);
    assertThat(many).hasSize(50);
    assertThat(protective(many)).isEqualTo(40);
    assertThat(ProtectiveShare.of(SCENES, 0.4, 1)).isEqualTo(SCENES);
    assertThat(protective(ProtectiveShare.of(SCENES, 0.0, 1))).isZero();
    assertThat(ProtectiveShare.of(SCENES, 0.0, 1)).hasSize(60);
    assertThat(ProtectiveShare.of(SCENES, 1.0, 1)).hasSize(40);
  }

  @Test
  void theSeedDrawsTheOrderStaysAndASmallerShareTakesFewerOfTheSame() {
    List<Experience> few = ProtectiveShare.of(SCENES, 0.2, 1);
    assertThat(ProtectiveShare.of(SCENES, 0.2, 1)).isEqualTo(few);
    assertThat(ProtectiveShare.of(SCENES, 0.2, 2)).isNotEqualTo(few);
    assertThat(SCENES).containsSubsequence(few);
    assertThat(few).containsAll(ProtectiveShare.of(SCENES, 0.1, 1));
  }

  @Test
  void aShareOfWhatIsNotThereIsTold() {
    List<Experience> others = SCENES.stream().filter(e -> e.kind() != Kind.PROTECTIVE).toList();
    assertThat(ProtectiveShare.of(others, 0.0, 1)).isEqualTo(others);
    for (List<Experience> one : List.of(others, Stream.<Experience>of().toList())) {
      assertThatThrownBy(() -> ProtectiveShare.of(one, 0.3, 1))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(
              "data.protective-share in the recipe: is 0.3, but 0 of the " + one.size());
    }
  }
}
