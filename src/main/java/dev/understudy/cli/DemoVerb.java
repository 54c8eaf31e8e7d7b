package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Device;
import dev.understudy.pipeline.BeforeAfter;
import dev.understudy.pipeline.Company;
import dev.understudy.pipeline.Demo;
import dev.understudy.pipeline.Exchange;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.Stopped;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Json;
import dev.understudy.train.MarkedExample;
import dev.understudy.train.Trainer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy demo`: the main job, from a bare base to a talk with Beethoven.
@Command(
    name = "demo",
    description = {
      "Ask an untrained base model, train it for eight minutes to be Ludwig van Beethoven,",
      "ask again, and talk with him. An interrupted demo goes on where it stopped."
    })
final class DemoVerb implements Callable<Integer> {
  private static final int WIDEST = 160;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "CHARACTER",
      arity = "0..1",
      defaultValue = "beethoven",
      description = "Whom to train (default: ${DEFAULT-VALUE}).")
  String character = "beethoven";

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = Whole.Positive.class,
      description = "Train N steps instead of eight minutes.")
  @Nullable Integer steps;

  @Option(names = "--no-chat", description = "End after the answers.")
  boolean noChat;

  @Option(names = "--json", description = "Print the answers as JSON, and do not chat.")
  boolean json;

  @Mixin Places places = new Places();

  DemoVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CharacterFolder folder = places.characters().find(character);
    Recipe shipped = Recipe.read(places.recipe(Path.of("recipes", "demo.yaml")));
    Recipe recipe =
        steps == null ? shipped : shipped.with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps));
    Threads.use(recipe.threads(), terminal);
    BaseModel base = ProgressLine.pull(recipe.base(), terminal);
    BeforeAfter shown = play(folder, recipe, base);
    if (json) {
      terminal.out().println(Json.line(shown));
      return 0;
    }
    show(shown, new Runs(folder.runs()).at(Demo.RUN));
    if (terminal.interactive() && !noChat) {
      chat(folder, base);
    }
    return 0;
  }

  private BeforeAfter play(CharacterFolder folder, Recipe recipe, BaseModel base) {
    Trainer trainer = new Trainer();
    Steps line = new Steps(trainer);
    try (line) {
      say(
          "1. "
              + base.name()
              + ", untrained, is asked six questions as "
              + folder.sheet().name()
              + ", on "
              + Device.chosen().label()
              + ".");
      return new Demo(folder, recipe, base).play(trainer, line);
    } catch (Stopped stopped) {
      terminal.err().println("Saved. The same command goes on from here.");
      throw line.cancelled();
    }
  }

  /// Tells each part of the demo as it begins.
  private final class Steps extends TrainLine implements Demo.Listener {
    Steps(Trainer trainer) {
      super(terminal, trainer);
    }

    @Override
    public void before(List<Exchange> answers) {
      for (Exchange answer : answers) {
        say("   Q: " + answer.said());
        say("   A: " + answer.spoken());
      }
    }

    @Override
    public void training(boolean resumed) {
      say(resumed ? "2. Training goes on where it was interrupted." : "2. Training.");
    }

    /// Examples are for those who look into their data.
    @Override
    public void marked(List<MarkedExample> examples) {}

    @Override
    public void after() {
      close();
      say("3. The same questions again.");
    }
  }

  private void show(BeforeAfter shown, Run run) {
    PrintWriter out = terminal.out();
    Columns columns = new Columns(Math.min(WIDEST, terminal.width()), 2);
    out.println();
    columns.row(List.of("BEFORE", "AFTER")).forEach(out::println);
    for (BeforeAfter.Row row : shown.rows()) {
      out.println(columns.rule(2));
      out.println(terminal.outStyle().bold(row.question() + (row.trap() ? "  (a trap)" : "")));
      columns.row(List.of(row.before(), row.after())).forEach(out::println);
    }
    out.println(columns.rule(2));
    out.println(shown.settings());
    out.println("Kept in " + run.folder().resolve("before-after.md"));
    out.println(
        "Talk with him again: " + places.command("chat " + character + " --run " + run.name()));
    out.flush();
  }

  private void chat(CharacterFolder folder, BaseModel base) {
    try (Company company =
        Company.trained(folder, new Runs(folder.runs()).at(Demo.RUN), base, true)) {
      terminal.out().println();
      ChatTerminal.open(company, company.sheet().scene(), new TalkOptions(), terminal).run();
    }
  }

  private void say(String text) {
    terminal.err().println(text);
    terminal.err().flush();
  }
}
