package dev.understudy.cli;

import dev.understudy.base.Alias;
import dev.understudy.base.BaseModel;
import dev.understudy.base.Bases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `understudy base …`: the pretrained models that are trained to be someone.
@Command
final class BaseVerb {
  private static final String NAME = "An alias, a repo id of the hub (org/model), or a path.";

  private final Terminal terminal;

  BaseVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(name = "pull", description = "Fetch base models unless they are here and whole.")
  int pull(
      @Parameters(paramLabel = "NAME", defaultValue = "smollm2-135m", description = NAME)
          List<String> names) {
    for (String name : names) {
      try (var progress = new ProgressLine(terminal)) {
        BaseModel base = new Bases().pull(name, progress);
        terminal.err().println(base.name() + "  sha256 " + base.sha256());
        terminal.out().println(base.weights());
      }
    }
    return 0;
  }

  @Command(name = "list", description = "Show the known base models and which of them are here.")
  int list() {
    Bases bases = new Bases();
    for (Alias alias : Alias.all()) {
      Path place = bases.place(alias.name());
      boolean here = Files.exists(place);
      String state = here ? terminal.outStyle().green("here") : "not here";
      terminal.out().println(terminal.outStyle().bold(alias.name()) + "  " + state);
      terminal.out().println("  " + alias.about());
      terminal.out().println("  licence " + alias.licence() + "; " + alias.memory());
      terminal.out().println("  " + (here ? place : "understudy base pull " + alias.name()));
    }
    return 0;
  }

  @Command(name = "path", description = "Print where a base model lies on this disk.")
  int path(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    terminal.out().println(new Bases().resolve(name).weights());
    return 0;
  }
}
