package dev.understudy.pipeline.report;

import java.util.List;
import java.util.Locale;

/// Counts as horizontal bars, as inline SVG: names to the left, numbers at the bars' ends. Colours
/// come from the page's style sheet.
final class Bars {
  private static final int ROW = 24;
  private static final int THICK = 14;
  private static final int NUMBER = 52;

  /// About how wide a letter is at the size the style sheet sets.
  private static final double LETTER = 6.6;

  record Bar(String name, long count) {}

  private final String about;
  private final List<Bar> bars;
  private final int width;

  /// @param about what is shown, for those who can't see it
  Bars(String about, List<Bar> bars, int width) {
    this.about = about;
    this.bars = bars;
    this.width = width;
  }

  String svg() {
    int names = names();
    double most = Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1));
    var svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(width, bars.size() * ROW + 4, Html.escape(about)));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double length = bar.count() / most * (width - names - NUMBER);
      int top = i * ROW + (ROW - THICK) / 2;
      int base = i * ROW + ROW / 2 + 4;
      svg.append(
          "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s<title>%s</title></text>"
              .formatted(
                  names - 8, base, Html.escape(shown(bar.name(), names)), Html.escape(bar.name())));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
              names,
              top,
              Math.max(bar.count() > 0 ? 1 : 0, length),
              THICK));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%,d</text>",
              names + length + 6,
              base,
              bar.count()));
    }
    return svg.append("</svg>").toString();
  }

  /// As wide as the longest name needs, at most half.
  private int names() {
    int longest = bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
    return (int) Math.min(width / 2.0, Math.ceil(longest * LETTER) + 15);
  }

  private static String shown(String name, int names) {
    int most = (int) ((names - 14) / LETTER);
    return name.length() <= most ? name : name.substring(0, Math.max(1, most - 1)) + "…";
  }
}
