package dev.understudy.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.pipeline.report.Chart.Line;
import dev.understudy.pipeline.report.Chart.Point;
import dev.understudy.store.JsonLines;
import dev.understudy.train.Metric;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PageTest {
  private static final List<Metric> SHIPPED =
      JsonLines.read(Path.of("characters/beethoven/runs/shipped/metrics.jsonl"), Metric.class);

  private static Page.Story story(List<Metric> metrics) {
    return new Page.Story(
        "ada & <co>",
        "finished",
        true,
        Optional.empty(),
        Map.of("Base", "tiny"),
        List.of("./understudy chat ada"),
        metrics,
        Map.of(0L, 4.134, 240L, 3.6, 1200L, 3.331),
        Optional.of(1200L),
        "rate: 0.001\n");
  }

  @Test
  void aRealTrainingIsShownWithAllItsCurvesAndNothingFromElsewhere() throws Exception {
    String page = new Page(story(SHIPPED)).html();
    for (String title : List.of("Loss", "Learning rate", "Gradient norm", "Speed", "Memory")) {
      assertThat(page).contains("<h2>" + title + "</h2>");
    }
    assertThat(page)
        .contains("kept: 3.331 at step 1,200", "ada &amp; &lt;co&gt;", "rate: 0.001")
        .contains("prefers-color-scheme: dark", "max-width: 700px")
        .doesNotContain("http", "<script", "NaN", "Infinity");
    assertThat(page.length()).isLessThan(600_000);
    List<String> charts =
        Pattern.compile("(?s)<svg.*?</svg>").matcher(page).results().map(r -> r.group()).toList();
    assertThat(charts).hasSize(10);
    for (String svg : charts) {
      Document read =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
      assertThat(read.getElementsByTagName("title").getLength()).isGreaterThan(50);
    }
  }

  @Test
  void oneStepAndNoneAreShownToo() {
    assertThat(new Page(story(SHIPPED.subList(0, 1))).html())
        .contains("<circle")
        .doesNotContain("NaN");
    assertThat(new Page(story(List.of())).html()).contains("No step was made.");
  }

  @Test
  void noPeakIsLostWherePointsAreThinned() {
    List<Point> many =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new Point(i, i == 54_321 ? 9 : i == 54_322 ? -9 : Math.sin(i)))
            .toList();
    List<Point> thin = Chart.thinned(many);
    assertThat(thin).hasSizeLessThan(1000).contains(many.get(54_321), many.get(54_322));
    assertThat(thin).isSortedAccordingTo((a, b) -> Double.compare(a.step(), b.step()));
    assertThat(Chart.thinned(many.subList(0, 100))).hasSize(100);
  }

  @Test
  void theSmoothedLineIsTheMeanOfWhatIsAlwaysTheSame() {
    List<Point> same = IntStream.range(0, 30).mapToObj(i -> new Point(i, 2.5)).toList();
    assertThat(Page.smoothed(same))
        .allSatisfy(p -> assertThat(p.value()).isCloseTo(2.5, within(1e-12)));
    List<Point> gap = List.of(new Point(1, 4), new Point(2, Double.NaN), new Point(3, 4));
    assertThat(Page.smoothed(gap).stream().map(Point::step)).containsExactly(1.0, 3.0);
  }

  @Test
  void ticksAreRoundAndTellTheirNumbersApart() {
    Axis loss = Axis.of(List.of(0.42, 4.48), false, 5);
    assertThat(loss.ticks().stream().map(loss::label))
        .containsExactly("0", "1", "2", "3", "4", "5");
    Axis rate = Axis.of(List.of(1e-4, 1e-3), true, 4);
    assertThat(rate.ticks().stream().map(rate::label)).containsExactly("0", "0.0005", "0.0010");
    Axis memory = Axis.of(List.of(2026.05, 2107.6), true, 4);
    assertThat(memory.ticks().stream().map(memory::label)).contains("0", "1,000", "2,000");
    Axis flat = Axis.of(List.of(3.0, 3.0), false, 4);
    assertThat(flat.high()).isGreaterThan(flat.low());
    Axis wild = Axis.of(List.of(2.0, 3.0, 2.5, 4e9), false, 5);
    assertThat(wild.log()).isTrue();
    assertThat(wild.at(4e9)).isBetween(0.9, 1.0);
    assertThat(wild.at(2.5)).isBetween(0.0, 0.1);
  }

  @Test
  void whatIsNoNumberIsNotDrawn() {
    var line = new Line("loss", "raw", List.of(new Point(1, 2), new Point(2, Double.NaN)), false);
    assertThat(line.points()).containsExactly(new Point(1, 2));
  }
}
