package dev.understudy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command line. Each verb is a command class of its own.
@Command(
    name = "understudy",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Trains a language model to talk as a given person.",
    descriptionHeading = "%n",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show a stack trace when something goes wrong.")
  private boolean debug;

  boolean debug() {
    return debug;
  }

  /// Runs one verb and exits: 0 done, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C, 143 with
  /// TERM.
  public static void main(String[] args) {
    int status = new Edge(Terminal.standard()).run(args);
    System.exit(status);
  }
}
