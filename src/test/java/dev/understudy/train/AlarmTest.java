package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private final Alarm alarm = new Alarm();

  private boolean rings(double... losses) {
    boolean rang = false;
    for (double loss : losses) {
      rang |= alarm.hear(loss, 1).isPresent();
    }
    return rang;
  }

  private static double[] times(int count, double loss) {
    return IntStream.range(0, count).mapToDouble(_ -> loss).toArray();
  }

  @Test
  void whatIsNoNumberRingsAtOnce() {
    assertThat(rings(4, 4, 4)).isFalse();
    assertThat(alarm.hear(4, Double.POSITIVE_INFINITY))
        .hasValueSatisfying(told -> assertThat(told).contains("norm Infinity"));
    assertThat(new Alarm().hear(Double.NaN, 1)).isPresent();
  }

  @Test
  void tenStepsInARowAtMoreThanTwiceTheMedianRing() {
    assertThat(rings(times(50, 3))).isFalse();
    assertThat(rings(times(9, 6.1))).isFalse();
    assertThat(alarm.row()).isEqualTo(9);
    assertThat(alarm.hear(7, 1))
        .hasValue(
            "the loss explodes: 10 steps in a row above 6.00, the last 7.00, after a median of 3.00");
    assertThat(alarm.row()).isEqualTo(10);
    assertThat(alarm.heard()).hasSize(60).endsWith(6.1, 7.0);
  }

  @Test
  void aHardSceneOrNineAreNoMatter() {
    assertThat(rings(times(50, 3))).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(rings(times(9, 20))).isFalse();
      assertThat(rings(5.9)).as("one that is not too high").isFalse();
      assertThat(alarm.row()).isZero();
    }
  }

  @Test
  void whatIsLearntByHeartMayMeetSomethingNew() {
    assertThat(rings(times(100, 0.05))).isFalse();
    assertThat(rings(times(30, 2.0))).as("forty times, but less than two nats more").isFalse();
  }

  @Test
  void theMedianIsThatOfTheLastHundred() {
    assertThat(rings(times(500, 9))).isFalse();
    assertThat(rings(times(100, 1))).isFalse();
    assertThat(rings(times(10, 4))).isTrue();
  }

  /// A real training that went well: 1,258 steps, one scene each.
  @Test
  void theShippedTrainingRingsNever() {
    List<Metric> log =
        dev.understudy.store.JsonLines.read(
            Path.of("characters/beethoven/runs/shipped/metrics.jsonl"), Metric.class);
    assertThat(log).hasSizeGreaterThan(1000);
    assertThat(log).allMatch(m -> alarm.hear(m.loss(), m.gradientNorm()).isEmpty());
  }
}
