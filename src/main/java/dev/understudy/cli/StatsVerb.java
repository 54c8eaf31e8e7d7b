package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.pipeline.report.StatsPage;
import dev.understudy.pipeline.stats.Stats;
import dev.understudy.pipeline.stats.StatsReader;
import dev.understudy.pipeline.stats.Tables;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy stats`: what a character's dataset holds.
@Command(
    name = "stats",
    description = {
      "Tell what a character's dataset holds: scenes, words, coverage of the life, what was not kept and why,",
      "tokens and cost. A dataset may be half made."
    })
final class StatsVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "CHARACTER", description = "Whose dataset.")
  String character;

  @Option(names = "--json", description = "Print one JSON record.")
  boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with charts, which needs no other file and no network.")
  @Nullable Path html;

  @Mixin Places places = new Places();

  StatsVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CharacterFolder folder = places.characters().find(character);
    Stats stats = new StatsReader(folder).read();
    PrintWriter out = terminal.out();
    if (html != null) {
      AtomicFiles.write(html, new StatsPage(stats).html());
    }
    if (json) {
      out.println(Json.line(stats));
    } else if (html != null) {
      out.println(html);
    } else {
      print(stats, out);
    }
    out.flush();
    return 0;
  }

  private void print(Stats stats, PrintWriter out) {
    out.println(stats.name());
    for (Tables.Table table : Tables.of(stats)) {
      out.println();
      out.println(terminal.outStyle().bold(table.title()));
      Columns.table(table.head(), table.rows(), terminal.width()).forEach(out::println);
      if (!table.about().isEmpty()) {
        Columns.wrap(table.about(), terminal.width()).forEach(out::println);
      }
    }
    if (!stats.missing().isEmpty()) {
      out.println();
      out.println("Not there (yet): " + String.join(", ", stats.missing()) + ".");
    }
    if (stats.all().scenes() == 0) {
      out.println("There is no scene to count.");
    }
  }
}
