package dev.understudy.pipeline.stats;

import dev.understudy.person.Experience;
import dev.understudy.person.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Statistics as tables for people, the same on a terminal and on a page.
public final class Tables {
  /// Of categories and passages that are many, as many are shown.
  private static final int MOST_ROWS = 40;

  /// @param rows as wide as the head; numbers are written as people read them
  /// @param about what is to be known of it; may be empty
  public record Table(String title, List<String> head, List<List<String>> rows, String about) {
    public Table {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
    }
  }

  private final Stats stats;

  private Tables(Stats stats) {
    this.stats = stats;
  }

  /// Those that have something to show.
  public static List<Table> of(Stats stats) {
    var tables = new Tables(stats);
    return Stream.of(
            tables.sizes(),
            tables.spread(),
            tables.counts("Forms", "form", stats.forms()),
            tables.periods(),
            tables.passages(),
            tables.memories(),
            tables.counts("Protective scenes", "category", stats.protective()),
            tables.counts("Scenes of familiar things", "what", stats.familiar()),
            tables.rejections(),
            tables.spent())
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  private Table sizes() {
    List<List<String>> rows =
        stats.sizes().stream()
            .filter(s -> s.scenes() > 0)
            .map(s ->
                List.of(
                    s.kind(),
                    number(s.scenes()),
                    number(s.turns()),
                    number(s.words()),
                    decimal(s.turnsPerScene()),
                    decimal(s.wordsPerTurn()),
                    decimal(s.wordsPerReply())))
            .toList();
    return new Table(
        "Size",
        List.of("kind", "scenes", "turns", "words", "turns/scene", "words/turn", "words/reply"),
        rows,
        "A reply is what the character says; thoughts and deeds are turns too.");
  }

  private Table spread() {
    var rows = new ArrayList<List<String>>();
    if (stats.all().scenes() > 0) {
      rows.add(List.of("different places", number(stats.places())));
      rows.add(List.of("different people met", number(stats.people())));
      stats
          .partners()
          .forEach((partner, scenes) ->
              rows.add(
                  List.of(
                      partner == Experience.Partner.TODAY
                          ? "scenes with users of today"
                          : "scenes with people of the time",
                      number(scenes))));
    }
    if (stats.planned() > 0) {
      rows.add(List.of("scenes planned", number(stats.planned())));
    }
    return new Table("Spread", List.of("what", "count"), rows, "");
  }

  private Table periods() {
    var rows = new ArrayList<List<String>>();
    if (!stats.periods().isEmpty()) {
      Period[] all = Period.values();
      for (int i = 0; i < all.length; i++) {
        String ages =
            i + 1 < all.length
                ? all[i].from() + "-" + (all[i + 1].from() - 1)
                : all[i].from() + "+";
        rows.add(
            List.of(
                Tally.word(all[i]).replace('-', ' ') + ", " + ages,
                number(stats.periods().getOrDefault(all[i], 0L))));
      }
      if (stats.undated() > 0) {
        rows.add(List.of("no year named", number(stats.undated())));
      }
    }
    return new Table("Periods of life", List.of("period, age", "scenes"), rows, "");
  }

  private Table passages() {
    List<List<String>> rows =
        stats.passages().stream()
            .sorted(Comparator.comparingLong(Stats.PassageCoverage::scenes))
            .limit(MOST_ROWS)
            .map(p -> List.of(p.id(), p.title(), number(p.words()), number(p.scenes())))
            .toList();
    return new Table(
        "Passages",
        List.of("passage", "title", "words", "scenes"),
        rows,
        "%d of %d passages have a scene; the fewest first."
            .formatted(stats.covered(), stats.passages().size()));
  }

  private Table memories() {
    List<List<String>> rows =
        stats.tellings().entrySet().stream()
            .map(e -> List.of(scenes(e.getKey()), number(e.getValue())))
            .toList();
    return new Table("Memories", List.of("told in", "memories"), rows, "");
  }

  private static String scenes(int count) {
    return count == 0 ? "no scene" : count == 1 ? "1 scene" : count + " scenes";
  }

  private Table counts(String title, String what, Map<String, Long> counts) {
    List<List<String>> rows =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_ROWS)
            .map(e -> List.of(e.getKey(), number(e.getValue())))
            .toList();
    int more = counts.size() - rows.size();
    return new Table(
        title,
        List.of(what, "scenes"),
        rows,
        more > 0 ? "%d more, each with no more scenes than these.".formatted(more) : "");
  }

  private Table rejections() {
    List<List<String>> rows =
        stats.rejections().stream()
            .map(r -> List.of(r.stage(), r.filter(), number(r.count()), r.example()))
            .toList();
    return new Table("Not kept", List.of("stage", "filter", "records", "the first"), rows, "");
  }

  private Table spent() {
    List<List<String>> rows =
        stats
            .spent()
            .map(s ->
                List.of(
                    List.of(
                        number(s.calls()),
                        number(s.input()),
                        number(s.output()),
                        String.format(Locale.ROOT, "%,.4f", s.money()))))
            .orElse(List.of());
    return new Table(
        "Spent on language models",
        List.of("calls", "tokens read", "tokens written", "money"),
        rows,
        "Money is 0 where no prices were set.");
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
