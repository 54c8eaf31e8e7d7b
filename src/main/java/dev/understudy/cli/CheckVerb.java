package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.DatasetCheck;
import dev.understudy.experience.Report;
import dev.understudy.pipeline.ShippedCheck;
import dev.understudy.pipeline.make.Step;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy check`: whether a character's dataset is fit to train with.
@Command(
    name = "check",
    description = {
      "Check a character's dataset.",
      "One that was made by steps passes the filters: what they keep is what will be learnt, and the rest"
          + " is in rejected.jsonl with reasons. One written by hand is held against every demand on a"
          + " shipped character; exits with 1 when something fails."
    })
final class CheckVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "CHARACTER", description = "Whose dataset.")
  String character;

  @Option(names = "--json", description = "Print the report as one JSON record, with all reasons.")
  boolean json;

  @Option(
      names = "--reasons",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many reasons of each finding are printed (default: ${DEFAULT-VALUE}).")
  int reasons;

  @Option(
      names = "--dry-run",
      description = "Of a dataset made by steps: ask nothing; tell calls, tokens and cost.")
  boolean dryRun;

  @Mixin Places places = new Places();

  CheckVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CharacterFolder folder = places.made(character);
    if (folder.isMade()) {
      new MakeRun(folder, terminal).go(List.of(Step.CHECK), dryRun);
      return 0;
    }
    Report dataset = DatasetCheck.run(folder);
    Report report = ShippedCheck.run(folder).map(dataset::with).orElse(dataset);
    PrintWriter out = terminal.out();
    if (json) {
      out.println(Json.mapper().writeValueAsString(report));
    } else {
      report.lines(reasons).forEach(out::println);
      long failed = report.findings().stream().filter(f -> !f.passed()).count();
      out.println(
          failed == 0
              ? "All of %d findings passed.".formatted(report.findings().size())
              : "%d of %d findings failed.".formatted(failed, report.findings().size()));
    }
    return report.passed() ? 0 : 1;
  }
}
