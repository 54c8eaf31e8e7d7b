package dev.understudy.cli;

import dev.understudy.pipeline.make.Step;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy protect`: scenes in which the character stays who they are.
@Command(name = "protect", description = "Make protective scenes, and those that balance them.")
final class ProtectVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whose.")
  String character;

  @Option(names = "--dry-run", description = "Ask nothing; tell calls, tokens and cost.")
  boolean dryRun;

  @Mixin Places places = new Places();

  ProtectVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    new MakeRun(places.made(character), terminal).go(List.of(Step.PROTECT), dryRun);
    return 0;
  }
}
