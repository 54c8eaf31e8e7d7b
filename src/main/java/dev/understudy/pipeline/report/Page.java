package dev.understudy.pipeline.report;

import dev.understudy.pipeline.report.Chart.Line;
import dev.understudy.pipeline.report.Chart.Mark;
import dev.understudy.pipeline.report.Chart.Point;
import dev.understudy.train.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The report of one training: numbers, curves, recipe. It needs no other file and no network.
public final class Page {
  /// Steps over which the loss is smoothed: as many as make an exponential mean of weight 0.95 of
  /// the past.
  private static final double SMOOTH = 0.95;

  private static final int NARROW = 370;

  /// What the page tells.
  ///
  /// @param title who was trained, in which run
  /// @param state how it ended, in a few words
  /// @param well whether that is how it should
  /// @param trouble what went wrong and what to do, where something did
  /// @param facts what the closing numbers are called, and they
  /// @param next commands to go on with
  /// @param metrics every step
  /// @param heldOut held-out loss by step, that of the untrained model and of the end among them
  /// @param kept step of the model that is kept, where it was chosen
  /// @param recipe as YAML
  public record Story(
      String title,
      String state,
      boolean well,
      Optional<String> trouble,
      Map<String, String> facts,
      List<String> next,
      List<Metric> metrics,
      Map<Long, Double> heldOut,
      Optional<Long> kept,
      String recipe) {
    public Story {
      next = List.copyOf(next);
      metrics = List.copyOf(metrics);
    }
  }

  private final Story story;

  public Page(Story story) {
    this.story = story;
  }

  public String html() {
    var page = new StringBuilder();
    head(page);
    facts(page);
    charts(page);
    next(page);
    page.append("<details><summary>Recipe</summary><pre>")
        .append(Html.escape(story.recipe().strip()))
        .append("</pre></details>\n");
    return Html.page(story.title(), page.toString());
  }

  private void head(StringBuilder page) {
    page.append(
        "<header><h1>%s</h1><p class=\"state %s\">%s</p></header>\n"
            .formatted(
                Html.escape(story.title()),
                story.well() ? "well" : "ill",
                Html.escape(story.state())));
    story
        .trouble()
        .ifPresent(t -> page.append("<p class=\"trouble\">%s</p>\n".formatted(Html.escape(t))));
  }

  private void facts(StringBuilder page) {
    page.append("<dl>");
    story
        .facts()
        .forEach((name, value) ->
            page.append(
                "<div><dt>%s</dt><dd>%s</dd></div>"
                    .formatted(Html.escape(name), Html.escape(value))));
    page.append("</dl>\n");
  }

  private void next(StringBuilder page) {
    if (!story.next().isEmpty()) {
      page.append("<section><h2>Next</h2><pre>")
          .append(Html.escape(String.join("\n", story.next())))
          .append("</pre></section>\n");
    }
  }

  private void charts(StringBuilder page) {
    if (story.metrics().isEmpty()) {
      page.append("<p>No step was made.</p>\n");
      return;
    }
    Chart.Data loss = loss();
    page.append(
        "<section><h2>Loss</h2><p class=\"about\">Mean per target token, in nats."
            + key("raw", "each step")
            + key("smooth", "smoothed")
            + (story.heldOut().isEmpty() ? "" : key("held", "held-out scenes"))
            + "</p>\n");
    chart(page, loss, 1080, 360, 300);
    page.append("</section>\n<div class=\"grid\">\n");
    panel(page, "Learning rate", "of each step", "", false, Metric::rate, "highest");
    panel(
        page,
        "Gradient norm",
        "of all parameters together, before clipping",
        "",
        true,
        Metric::gradientNorm,
        "highest");
    panel(page, "Speed", "tokens/s of each step", " tokens/s", true, Metric::tokensPerSecond, "");
    if (story.metrics().stream().anyMatch(m -> m.memoryMiB().isPresent())) {
      panel(
          page,
          "Memory",
          "of the whole process, MiB",
          " MiB",
          true,
          m -> m.memoryMiB().orElse(Double.NaN),
          "highest");
    }
    page.append("</div>\n");
  }

  private Chart.Data loss() {
    List<Point> raw = points(Metric::loss);
    var lines = new ArrayList<Line>();
    lines.add(new Line("loss", "raw", raw, false));
    lines.add(new Line("smoothed", "smooth", smoothed(raw), false));
    List<Point> held =
        story.heldOut().entrySet().stream()
            .map(e -> new Point(e.getKey(), e.getValue()))
            .sorted(Comparator.comparingDouble(Point::step))
            .toList();
    if (!held.isEmpty()) {
      lines.add(new Line("held-out", "held", held, true));
    }
    Optional<Mark> mark =
        story.kept().isPresent()
            ? held.stream()
                .filter(p -> p.step() == story.kept().get())
                .findFirst()
                .map(p -> new Mark(p, "kept: " + words(p)))
            : held.stream()
                .filter(p -> p.step() > 0)
                .min(Comparator.comparingDouble(Point::value))
                .map(p -> new Mark(p, "lowest held-out: " + words(p)));
    return new Chart.Data("Loss by step", "loss", " nats", false, lines, mark);
  }

  private static String words(Point p) {
    return String.format(Locale.ROOT, "%.3f at step %,d", p.value(), (long) p.step());
  }

  /// @param extreme how the marked highest value is called; nothing is marked when it is empty
  private void panel(
      StringBuilder page,
      String title,
      String about,
      String unit,
      boolean fromZero,
      Function<Metric, Double> value,
      String extreme) {
    List<Point> points = points(value);
    var lines = new ArrayList<Line>();
    boolean noisy = extreme.isEmpty() || title.startsWith("Gradient");
    lines.add(new Line(title.toLowerCase(Locale.ROOT), noisy ? "raw" : "smooth", points, false));
    if (noisy) {
      lines.add(new Line("smoothed", "smooth", smoothed(points), false));
    }
    Optional<Mark> mark =
        points.stream()
            .filter(p -> !extreme.isEmpty() && Double.isFinite(p.value()))
            .max(Comparator.comparingDouble(Point::value))
            .map(p -> new Mark(p, extreme + " " + Chart.value(p.value())));
    var data = new Chart.Data(title + " by step", title, unit, fromZero, lines, mark);
    page.append("<section><h2>%s</h2><p class=\"about\">%s</p>".formatted(title, about));
    chart(page, data, 530, 230, 220);
    page.append("</section>\n");
  }

  /// Drawn twice, for wide and for narrow windows, so that its words keep their size.
  private static void chart(
      StringBuilder page, Chart.Data data, int width, int height, int narrowHeight) {
    page.append("<div class=\"wide\">")
        .append(new Chart(data, width, height).svg())
        .append("</div><div class=\"narrow\">")
        .append(new Chart(data, NARROW, narrowHeight).svg())
        .append("</div>");
  }

  private static String key(String style, String words) {
    return " <span class=\"nowrap\"><span class=\"key %s\"></span>%s</span>"
        .formatted(style, words);
  }

  private List<Point> points(Function<Metric, Double> value) {
    return story.metrics().stream().map(m -> new Point(m.step(), value.apply(m))).toList();
  }

  /// An exponential mean, corrected for its beginning as Adam's moments are.
  static List<Point> smoothed(List<Point> raw) {
    var smooth = new ArrayList<Point>();
    double sum = 0;
    double weight = 0;
    for (Point p : raw) {
      if (Double.isFinite(p.value())) {
        sum = SMOOTH * sum + (1 - SMOOTH) * p.value();
        weight = SMOOTH * weight + 1 - SMOOTH;
        smooth.add(new Point(p.step(), sum / weight));
      }
    }
    return smooth;
  }
}
