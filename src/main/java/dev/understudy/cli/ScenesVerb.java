package dev.understudy.cli;

import dev.understudy.pipeline.make.Step;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy scenes`: memories, and the scenes they are told in.
@Command(
    name = "scenes",
    description = "Draw memories from a character's profile, and plan the scenes that tell them.")
final class ScenesVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whose.")
  String character;

  @Option(names = "--dry-run", description = "Ask nothing; tell calls, tokens and cost.")
  boolean dryRun;

  @Mixin Places places = new Places();

  ScenesVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    new MakeRun(places.made(character), terminal)
        .go(List.of(Step.SHEET, Step.MEMORIES, Step.SCENES), dryRun);
    return 0;
  }
}
