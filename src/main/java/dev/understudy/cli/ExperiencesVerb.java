package dev.understudy.cli;

import dev.understudy.pipeline.make.Step;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy experiences`: planned scenes played out.
@Command(name = "experiences", description = "Play the planned scenes of a character.")
final class ExperiencesVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whose.")
  String character;

  @Option(names = "--dry-run", description = "Ask nothing; tell calls, tokens and cost.")
  boolean dryRun;

  @Mixin Places places = new Places();

  ExperiencesVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    new MakeRun(places.made(character), terminal).go(List.of(Step.EXPERIENCES), dryRun);
    return 0;
  }
}
