package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.pipeline.make.Forecast;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy make`: from what is known of a person to a dataset to train on.
@Command(
    name = "make",
    description = {
      "Make a dataset from what is known of a person: passages, memories, scenes, experiences,"
          + " protective scenes, checked.",
      "Stopped or killed at any moment, the same command goes on; what is up to date is not made again."
    },
    footer = {
      "",
      "Examples:",
      "  understudy make ada --name \"Ada Lovelace\" --from notes.md",
      "  understudy make ada --dry-run",
      "",
      "Which model is asked: understudy.yaml, or the environment (docs/making.md). Without either, the",
      "base model in this process: no key, no network, and small wit."
    })
final class MakeVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Its id, such as ada; new ones are begun.")
  String character;

  @Option(
      names = "--dry-run",
      description = "Read the sources, ask nothing; tell calls, tokens and cost.")
  boolean dryRun;

  @Mixin Sources sources = new Sources();
  @Mixin Places places = new Places();

  MakeVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CharacterFolder folder = places.toMake(character);
    sources.collect(folder, terminal);
    new MakeRun(folder, terminal).go(Forecast.asking(), dryRun);
    if (!dryRun) {
      terminal
          .out()
          .println(
              "What it holds: %s\nTrain:         %s"
                  .formatted(
                      places.command("stats " + folder.id()),
                      places.command("train " + folder.id())));
      terminal.out().flush();
    }
    return 0;
  }
}
