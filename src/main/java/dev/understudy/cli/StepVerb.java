package dev.understudy.cli;

import dev.understudy.pipeline.make.Step;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A verb that does some steps of making and nothing else, such as `understudy protect`. [Verbs]
/// names it and says what it does.
@Command
final class StepVerb implements Callable<Integer> {
  private final Terminal terminal;
  private final List<Step> steps;

  @Parameters(paramLabel = "CHARACTER", description = "Whose.")
  String character;

  @Option(names = "--dry-run", description = "Ask nothing; tell calls, tokens and cost.")
  boolean dryRun;

  @Mixin Places places = new Places();

  StepVerb(Terminal terminal, Step... steps) {
    this.terminal = terminal;
    this.steps = List.of(steps);
  }

  @Override
  public Integer call() {
    new MakeRun(places.made(character), terminal).go(steps, dryRun);
    return 0;
  }
}
