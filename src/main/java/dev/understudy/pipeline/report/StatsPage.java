package dev.understudy.pipeline.report;

import dev.understudy.person.Period;
import dev.understudy.pipeline.report.Bars.Bar;
import dev.understudy.pipeline.stats.Stats;
import dev.understudy.pipeline.stats.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The statistics of a dataset as a page. It needs no other file and no network.
public final class StatsPage {
  private static final int WIDE = 530;
  private static final int NARROW = 370;
  private static final int MOST_BARS = 24;

  private final Stats stats;

  public StatsPage(Stats stats) {
    this.stats = stats;
  }

  public String html() {
    var body = new StringBuilder();
    body.append("<header><h1>%s</h1></header>\n".formatted(Html.escape(stats.name())));
    facts(body);
    body.append("<div class=\"grid\">\n");
    chart(body, "Periods of life", "scenes by the character's age", periods());
    chart(body, "Memories", "by how many scenes tell them", tellings());
    chart(body, "Protective scenes", "by category", bars(stats.protective()));
    chart(body, "Forms", "of scenes", bars(stats.forms()));
    chart(body, "Passages", "scenes drawn from each", passages());
    chart(body, "Not kept", "records by stage and filter", rejections());
    body.append("</div>\n");
    Tables.of(stats).forEach(table -> table(body, table));
    return Html.page("Statistics of " + stats.name(), body.toString());
  }

  private void facts(StringBuilder body) {
    body.append("<dl>");
    Stats.Size all = stats.all();
    fact(body, "Scenes", "%,d".formatted(all.scenes()));
    fact(body, "Words", "%,d".formatted(all.words()));
    fact(body, "Turns a scene", String.format(Locale.ROOT, "%.1f", all.turnsPerScene()));
    fact(body, "Words a turn", String.format(Locale.ROOT, "%.1f", all.wordsPerTurn()));
    fact(body, "Passages covered", stats.covered() + " of " + stats.passages().size());
    fact(body, "Places, people", "%,d, %,d".formatted(stats.places(), stats.people()));
    stats
        .spent()
        .ifPresent(
            s -> fact(body, "Tokens", "%,d read, %,d written".formatted(s.input(), s.output())));
    if (!stats.missing().isEmpty()) {
      fact(body, "Not there (yet)", String.join(", ", stats.missing()));
    }
    body.append("</dl>\n");
  }

  private static void fact(StringBuilder body, String name, String value) {
    body.append(
        "<div><dt>%s</dt><dd>%s</dd></div>".formatted(Html.escape(name), Html.escape(value)));
  }

  /// Drawn twice, for wide and for narrow windows, so that its words keep their size.
  private static void chart(StringBuilder body, String title, String about, List<Bar> bars) {
    if (bars.isEmpty()) {
      return;
    }
    List<Bar> shown = bars.subList(0, Math.min(MOST_BARS, bars.size()));
    String more =
        shown.size() < bars.size() ? ", the first %d of %d".formatted(MOST_BARS, bars.size()) : "";
    body.append(
        "<section><h2>%s</h2><p class=\"about\">%s</p>"
            .formatted(title, Html.escape(about + more)));
    body.append("<div class=\"wide\">")
        .append(new Bars(title, shown, WIDE).svg())
        .append("</div><div class=\"narrow\">")
        .append(new Bars(title, shown, NARROW).svg())
        .append("</div></section>\n");
  }

  private List<Bar> periods() {
    return stats.periods().isEmpty()
        ? List.of()
        : Arrays.stream(Period.values())
            .map(p ->
                new Bar(
                    p.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    stats.periods().getOrDefault(p, 0L)))
            .toList();
  }

  private List<Bar> tellings() {
    return stats.tellings().entrySet().stream()
        .map(e -> new Bar(e.getKey() == 0 ? "untold" : "in " + e.getKey(), e.getValue()))
        .toList();
  }

  private List<Bar> passages() {
    return stats.passages().stream().map(p -> new Bar(p.title(), p.scenes())).toList();
  }

  private List<Bar> rejections() {
    return stats.rejections().stream()
        .map(r -> new Bar(r.stage() + ": " + r.filter(), r.count()))
        .toList();
  }

  private static List<Bar> bars(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(e -> new Bar(e.getKey(), e.getValue()))
        .toList();
  }

  private static void table(StringBuilder body, Tables.Table table) {
    body.append(
        "<details%s><summary>%s</summary><div class=\"scroll\"><table><thead><tr>"
            .formatted(table.title().equals("Size") ? " open" : "", Html.escape(table.title())));
    for (int i = 0; i < table.head().size(); i++) {
      body.append(
          "<th%s>%s</th>"
              .formatted(number(table.rows().getFirst().get(i)), Html.escape(table.head().get(i))));
    }
    body.append("</tr></thead><tbody>");
    for (List<String> row : table.rows()) {
      body.append("<tr>");
      row.forEach(cell -> body.append("<td%s>%s</td>".formatted(number(cell), Html.escape(cell))));
      body.append("</tr>");
    }
    body.append("</tbody></table></div>");
    if (!table.about().isEmpty()) {
      body.append("<p class=\"about\">%s</p>".formatted(Html.escape(table.about())));
    }
    body.append("</details>\n");
  }

  /// Numbers stand to the right.
  private static String number(String cell) {
    return cell.matches("[\\d,.]+") ? " class=\"number\"" : "";
  }
}
