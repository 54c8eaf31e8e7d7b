package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.RunReport;
import dev.understudy.pipeline.Runs;
import dev.understudy.problem.UserException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `understudy report`: what a training did, as a page.
@Command(
    name = "report",
    description = {
      "Write report.html into a run's folder: curves, recipe and closing numbers, finished or not.",
      "Training writes it by itself when it ends."
    })
final class ReportVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "CHARACTER", description = "Whose training.")
  String character;

  @Parameters(index = "1", paramLabel = "RUN", description = "Which one.")
  String run;

  @Mixin Places places = new Places();

  ReportVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CharacterFolder folder = places.characters().find(character);
    Run asked = new Runs(folder.runs()).at(run);
    if (!Files.isDirectory(asked.folder())) {
      throw new UserException(
          "run " + run,
          "does not exist",
          "'" + places.command("use " + character) + "' lists the runs.");
    }
    terminal.out().println(new RunReport(folder.id(), asked, Optional.empty()).write());
    terminal.out().flush();
    return 0;
  }
}
