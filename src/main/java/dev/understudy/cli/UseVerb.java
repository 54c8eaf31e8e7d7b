package dev.understudy.cli;

import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.Runs;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy use`: choose which training of a character talks.
@Command(
    name = "use",
    description = "Choose which training of a character talks; without a run, list them.")
final class UseVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "CHARACTER", description = "Whose training.")
  String character;

  @Parameters(index = "1", arity = "0..1", paramLabel = "RUN", description = "Which one talks.")
  @Nullable String run;

  @Option(names = "--best", description = "Forget the choice: the best finished run talks again.")
  boolean best;

  @Mixin Places places = new Places();

  UseVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Runs runs = new Runs(places.characters().find(character).runs());
    if (best) {
      runs.useBest();
    }
    if (run != null) {
      runs.use(runs.finished(run));
    }
    list(runs);
    return 0;
  }

  private void list(Runs runs) {
    PrintWriter out = terminal.out();
    String talks = runs.talking().map(Run::name).orElse("");
    for (Run each : runs.all()) {
      String state =
          each.isFinished()
              ? "held-out loss %.3f, %d steps, %s"
                  .formatted(
                      each.manifest().heldOutLoss(),
                      each.manifest().steps(),
                      each.manifest().finished())
              : "not finished";
      out.println((each.name().equals(talks) ? "* " : "  ") + each.name() + "  " + state);
    }
    if (talks.isEmpty()) {
      out.println("No finished run yet. Make one: understudy train " + character);
    }
    out.flush();
  }
}
