package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.llm.Estimate;
import dev.understudy.pipeline.make.Forecast;
import dev.understudy.pipeline.make.MakeSettings;
import dev.understudy.pipeline.make.Making;
import dev.understudy.pipeline.make.Step;
import dev.understudy.recipe.ProjectSettings;
import dev.understudy.store.Journal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Some steps of making, one after another, before the user's eyes: what it will take, what each
/// made, and what it took.
final class MakeRun {
  private static final int MOST_NOTES = 12;

  private final CharacterFolder folder;
  private final ProjectSettings settings;
  private final Making making;
  private final Terminal terminal;
  private final PrintWriter out;

  MakeRun(CharacterFolder folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
    out = terminal.out();
    settings = ProjectSettings.read(Path.of(""), System.getenv());
    making =
        new Making(folder, MakeSettings.of(settings.make()), LocalDate.now(ZoneId.systemDefault()));
  }

  /// Does the steps, or only tells what they would take.
  void go(List<Step> steps, boolean dryRun) {
    try (Desk desk = Desk.open(folder, settings.llm(), terminal)) {
      Forecast forecast =
          desk.asking(
              () -> Forecast.of(making, steps, desk.asker(), settings.llm(), desk.journal()));
      if (dryRun) {
        tell(forecast, desk.asker().model());
        return;
      }
      Journal.Total before = desk.journal().total();
      steps.forEach(step -> tell(desk.asking(() -> making.run(step, desk.asker()))));
      compare(forecast.sum(), desk.journal().total().minus(before));
    }
  }

  private void tell(Forecast forecast, String model) {
    out.println("Asking " + model + ":");
    List<List<String>> rows =
        Stream.concat(
                forecast.rows().stream().map(r -> row(r.step().word(), r.estimate())),
                Stream.of(row("all", forecast.sum())))
            .toList();
    List<String> head =
        List.of("step", "calls", "journalled", "tokens read", "written, at most", "cost, at most");
    Columns.table(head, rows, terminal.width()).forEach(out::println);
    out.println(
        "Nothing was asked. Replies that don't fit are asked for again, which comes on top.");
    out.flush();
  }

  private static List<String> row(String step, Estimate e) {
    return List.of(
        step,
        "%,d".formatted(e.calls()),
        "%,d".formatted(e.journalled()),
        "%,d".formatted(e.atMost().input()),
        "%,d".formatted(e.atMost().output()),
        money(e.cost()));
  }

  private static String money(Optional<Double> cost) {
    return cost.map(c -> String.format(Locale.ROOT, "%.4f", c)).orElse("-");
  }

  private void tell(Making.Result result) {
    switch (result) {
      case Making.Result.Made made -> {
        out.println(
            "%s: %d made, %d rejected  (%s)"
                .formatted(made.step().word(), made.kept(), made.rejected(), shown(made.file())));
        made.notes().stream().limit(MOST_NOTES).forEach(note -> out.println("   " + note));
        if (made.notes().size() > MOST_NOTES) {
          out.println("   and %d more".formatted(made.notes().size() - MOST_NOTES));
        }
      }
      case Making.Result.UpToDate current ->
          out.println(current.step().word() + ": up to date  (" + shown(current.file()) + ")");
      case Making.Result.Edited edited ->
          out.println(
              "%s: kept as you changed it  (delete %s to have it made anew)"
                  .formatted(edited.step().word(), shown(edited.file())));
    }
    out.flush();
  }

  private String shown(Path file) {
    return folder.path().getFileName() + "/" + folder.path().relativize(file);
  }

  private void compare(Estimate said, Journal.Total spent) {
    out.println(
        "Asked %,d calls: %,d tokens read, %,d written%s. Said beforehand: %,d calls, %,d read, at most %,d written%s."
            .formatted(
                spent.calls(),
                spent.input(),
                spent.output(),
                said.cost().isPresent() ? ", " + money(Optional.of(spent.cost())) : "",
                said.calls(),
                said.atMost().input(),
                said.atMost().output(),
                said.cost().isPresent() ? ", " + money(said.cost()) : ""));
    out.flush();
  }
}
