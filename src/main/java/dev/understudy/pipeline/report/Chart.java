package dev.understudy.pipeline.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A chart over the steps of a training, as inline SVG. Colours come from the page's style sheet by
/// class; strips over the whole height carry the values as tooltips.
final class Chart {
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 36;
  private static final int MOST_POINTS = 700;
  private static final int STRIPS = 120;

  /// A value at a step.
  record Point(double step, double value) {}

  /// @param style class of the line: `raw`, `smooth` or `held`
  /// @param dotted whether each point gets a dot, because there are few
  record Line(String name, String style, List<Point> points, boolean dotted) {
    Line {
      points = points.stream().filter(p -> Double.isFinite(p.value())).toList();
    }
  }

  /// A point that gets a ring and words beside it.
  record Mark(Point at, String text) {}

  /// @param about what the chart shows, for those who can't see it
  /// @param unit of the values, with its blank before it, for tooltips
  record Data(
      String about,
      String axis,
      String unit,
      boolean fromZero,
      List<Line> lines,
      Optional<Mark> mark) {}

  private final Data data;
  private final int width;
  private final int height;
  private final Axis x;
  private final Axis y;

  Chart(Data data, int width, int height) {
    this.data = data;
    this.width = width;
    this.height = height;
    List<Point> all = data.lines().stream().flatMap(l -> l.points().stream()).toList();
    long last = (long) all.stream().mapToDouble(Point::step).max().orElse(1);
    long first = (long) all.stream().mapToDouble(Point::step).min().orElse(0);
    x = Axis.steps(Math.min(first, 1), last, Math.max(3, (width - LEFT) / 90));
    y =
        Axis.of(
            all.stream().map(Point::value).toList(),
            data.fromZero(),
            Math.max(3, (height - TOP - BOTTOM) / 42));
  }

  String svg() {
    var svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(width, height, Html.escape(data.about())));
    grid(svg);
    for (Line line : data.lines()) {
      line(svg, line);
    }
    data.mark().ifPresent(mark -> mark(svg, mark));
    strips(svg);
    return svg.append("</svg>").toString();
  }

  private double px(double step) {
    return LEFT + x.at(step) * (width - LEFT - RIGHT);
  }

  private double py(double value) {
    return height - BOTTOM - y.at(value) * (height - TOP - BOTTOM);
  }

  private void grid(StringBuilder svg) {
    for (double tick : y.ticks()) {
      double at = py(tick);
      svg.append(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
              .formatted(LEFT, width - RIGHT, number(at), number(at)));
      svg.append(
          "<text class=\"tick\" x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>"
              .formatted(LEFT - 6, number(at + 4), y.label(tick)));
    }
    int bottom = height - BOTTOM;
    svg.append(
        "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>"
            .formatted(LEFT, width - RIGHT, bottom, bottom));
    for (double tick : x.ticks()) {
      String at = number(px(tick));
      svg.append(
          "<line class=\"axis\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
              .formatted(at, at, bottom, bottom + 4));
      svg.append(
          "<text class=\"tick\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>"
              .formatted(at, bottom + 16, x.label(tick)));
    }
    svg.append(
        "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\">step</text>"
            .formatted(width - RIGHT, height - 4));
    if (y.log()) {
      svg.append(
          "<text class=\"name\" x=\"%d\" y=\"%d\">logarithmic</text>".formatted(LEFT, height - 4));
    }
  }

  private void line(StringBuilder svg, Line line) {
    List<Point> shown = line.dotted() ? line.points() : thinned(line.points());
    if (shown.size() > 1) {
      var path = new StringBuilder();
      for (Point p : shown) {
        path.append(path.isEmpty() ? "M" : "L")
            .append(number(px(p.step())))
            .append(' ')
            .append(number(py(p.value())));
      }
      svg.append("<path class=\"line %s\" d=\"%s\"/>".formatted(line.style(), path));
    }
    if (line.dotted() || shown.size() == 1) {
      for (Point p : shown) {
        svg.append(
            "<circle class=\"dot %s\" cx=\"%s\" cy=\"%s\" r=\"3\"/>"
                .formatted(line.style(), number(px(p.step())), number(py(p.value()))));
      }
    }
  }

  /// Of very many points the lowest and the highest of each part, so that no peak is lost.
  static List<Point> thinned(List<Point> points) {
    if (points.size() <= MOST_POINTS) {
      return points;
    }
    var kept = new ArrayList<Point>();
    int parts = MOST_POINTS / 2;
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) points.size() * i / parts);
      int to = (int) ((long) points.size() * (i + 1) / parts);
      int low = from;
      int high = from;
      for (int j = from; j < to; j++) {
        low = points.get(j).value() < points.get(low).value() ? j : low;
        high = points.get(j).value() > points.get(high).value() ? j : high;
      }
      kept.add(points.get(Math.min(low, high)));
      if (low != high) {
        kept.add(points.get(Math.max(low, high)));
      }
    }
    return kept;
  }

  /// The words stand on the side where there is room.
  private void mark(StringBuilder svg, Mark mark) {
    double at = px(mark.at().step());
    double over = py(mark.at().value());
    boolean leftwards = at > (LEFT + width - RIGHT) / 2.0;
    double text = over > height - BOTTOM - 26 ? over - 12 : over + 20;
    svg.append(
        "<circle class=\"ring\" cx=\"%s\" cy=\"%s\" r=\"6\"/>".formatted(number(at), number(over)));
    svg.append(
        "<text class=\"mark\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
            .formatted(
                number(leftwards ? at + 6 : at + 10),
                number(text),
                leftwards ? "end" : "start",
                Html.escape(mark.text())));
  }

  /// Invisible strips, each with the values of the step in its middle as a tooltip.
  private void strips(StringBuilder svg) {
    double first = x.low();
    double last = x.high();
    int count = (int) Math.min(STRIPS, last - first + 1);
    double wide = (width - LEFT - RIGHT) / (double) count;
    for (int i = 0; i < count; i++) {
      double step = Math.round(first + (last - first) * (i + 0.5) / count);
      String tip = tip(step, (last - first) / count);
      if (!tip.isEmpty()) {
        svg.append(
            "<rect class=\"strip\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"><title>%s</title></rect>"
                .formatted(
                    number(LEFT + i * wide),
                    TOP,
                    number(wide),
                    height - TOP - BOTTOM,
                    Html.escape(tip)));
      }
    }
  }

  private String tip(double step, double reach) {
    var tip = new StringBuilder();
    for (Line line : data.lines()) {
      nearest(line, step, line.dotted() ? reach : Math.max(1, reach))
          .ifPresent(p ->
              tip.append(
                  "\nstep %,d: %s %s%s"
                      .formatted((long) p.step(), line.name(), value(p.value()), data.unit())));
    }
    return tip.toString().strip();
  }

  private static Optional<Point> nearest(Line line, double step, double reach) {
    List<Point> points = line.points();
    int low = 0;
    int high = points.size() - 1;
    if (high < 0) {
      return Optional.empty();
    }
    while (low < high) {
      int middle = (low + high) / 2;
      if (points.get(middle).step() < step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Point found = points.get(low);
    if (low > 0 && step - points.get(low - 1).step() < Math.abs(found.step() - step)) {
      found = points.get(low - 1);
    }
    return Math.abs(found.step() - step) <= reach ? Optional.of(found) : Optional.empty();
  }

  /// Three or four digits that count.
  static String value(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 1e-2 || size == 0) {
      return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.3f", value);
    }
    return size < 1e-5
        ? String.format(Locale.ROOT, "%.2e", value)
        : new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String number(double at) {
    return String.format(Locale.ROOT, "%.1f", at).replace(".0", "");
  }
}
