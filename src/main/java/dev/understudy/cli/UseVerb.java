package dev.understudy.cli;

import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.problem.Problem;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy use`: choose which training of a character talks.
@Command(
    name = "use",
    description = "Choose which training of a character talks; without a run, list them.",
    footer = {
      "",
      "Without a choice the best finished run talks: of all that were measured on the same held-out",
      "scenes as your newest one, the shipped one among them, that of the lowest held-out loss."
    })
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
    Problems unread = new Problems();
    List<Problem> problems = new ArrayList<>();
    String talks = talks(runs, unread, problems);
    for (Run each : runs.all()) {
      out.println((each.name().equals(talks) ? "* " : "  ") + each.name() + "  " + state(each));
    }
    out.flush();
    if (talks.isEmpty()) {
      problems.addAll(unread.all());
    } else {
      unread.all().forEach(problem -> terminal.warn(problem.toString()));
    }
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
    if (talks.isEmpty()) {
      out.println("No finished run yet. Make one: " + places.command("train " + character));
    }
    out.flush();
  }

  /// The runs are listed also when the choice among them went wrong.
  private static String talks(Runs runs, Problems unread, List<Problem> problems) {
    try {
      return runs.talking(unread).map(Run::name).orElse("");
    } catch (UserException e) {
      problems.addAll(e.problems());
      return "";
    }
  }

  private static String state(Run run) {
    if (!run.isFinished()) {
      return "not finished";
    }
    try {
      RunManifest made = run.manifest();
      return "held-out loss %.3f, %d steps, %s"
          .formatted(made.heldOutLoss(), made.steps(), made.finished());
    } catch (UserException _) {
      return "its run.json can't be read";
    }
  }
}
