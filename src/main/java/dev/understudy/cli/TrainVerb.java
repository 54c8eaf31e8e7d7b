package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Device;
import dev.understudy.pipeline.Plan;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.RunReport;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.Stopped;
import dev.understudy.pipeline.Upload;
import dev.understudy.pipeline.UsualScenes;
import dev.understudy.pipeline.track.Tracking;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Json;
import dev.understudy.train.MarkedExample;
import dev.understudy.train.Renderer;
import dev.understudy.train.Trainer;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy train`: experiences in, adapter out.
@Command(
    name = "train",
    description = "Train a base model to talk as a character. Ctrl-C saves and leaves.",
    footer = {
      "",
      "Examples:",
      "  understudy train beethoven",
      "  understudy train beethoven --recipe recipes/shipped.yaml --run long",
      "  understudy train beethoven --run long --resume",
      "  understudy train beethoven --run longer --from long",
      "  understudy train beethoven --recipe recipes/shipped.yaml --plan",
      "  understudy train beethoven --recipe mine.yaml --processes 2"
    })
final class TrainVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whom to train, e.g. beethoven.")
  String character;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description = "Settings (default: recipes/demo.yaml; with --resume those of the run).")
  @Nullable Path recipe;

  @Option(
      names = "--base",
      paramLabel = "BASE",
      description = "Another base model than the recipe's: an alias, a hub repo id, or a path.")
  @Nullable String base;

  @Option(names = "--run", paramLabel = "NAME", description = "Its name (default: a new one).")
  @Nullable String run;

  @Option(
      names = "--resume",
      description = "Go on with an interrupted run from its last checkpoint.")
  boolean resume;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = Whole.Positive.class,
      description = "Stop after N steps, whatever the recipe says.")
  @Nullable Integer steps;

  @Option(
      names = "--from",
      paramLabel = "ADAPTER",
      description = "Begin with this adapter, of a run or in a folder, whatever the recipe says.")
  @Nullable String from;

  @Option(
      names = "--processes",
      paramLabel = "N",
      converter = Whole.Positive.class,
      description = "Share each step's examples among N processes; on GPUs one each.")
  @Nullable Integer processes;

  @Option(
      names = "--plan",
      description = "Do not train: tell what memory and time it would take, after a few steps.")
  boolean plan;

  @Option(names = "--json", description = "With --plan: print it as one JSON record, in bytes.")
  boolean json;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "The learning rate, whatever the recipe says; also of a run that goes on.")
  @Nullable Double rate;

  @Option(
      names = "--tensorboard",
      description = "Write event files into the run's folder tensorboard/, too.")
  boolean tensorBoard;

  @Option(
      names = "--mlflow",
      paramLabel = "URI",
      description = "Log to the MLflow server there, too, e.g. http://127.0.0.1:5000.")
  @Nullable URI mlflow;

  @Option(
      names = "--show-examples",
      description = {
        "Train nothing; show three examples as the base will read them, and what is learnt of them"
            + " (green, or in [[ ]])."
      })
  boolean showExamples;

  @Mixin Places places = new Places();

  TrainVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (resume && (recipe != null || base != null)) {
      throw new WrongUsage(
          "--resume and " + (recipe == null ? "--base" : "--recipe"),
          "exclude each other: a run goes on with the recipe and the base it began with",
          "Leave one of them out.");
    }
    if (resume && from != null) {
      throw new WrongUsage(
          "--resume and --from",
          "exclude each other: a run goes on from its last checkpoint",
          "Leave one of them out.");
    }
    if (json && !plan) {
      throw new WrongUsage("--json", "goes with --plan only", "Leave it out.");
    }
    if (plan && showExamples) {
      throw new WrongUsage("--plan and --show-examples", "exclude each other", "Give one of them.");
    }
    if (plan && resume) {
      throw new WrongUsage(
          "--plan and --resume",
          "exclude each other: a plan counts a whole training",
          "Leave --resume out.");
    }
    if ((plan || showExamples) && (tensorBoard || mlflow != null)) {
      throw new WrongUsage(
          "--tensorboard and --mlflow",
          "log a training, and --plan and --show-examples train nothing",
          "Leave them out.");
    }
    var tracking = new Tracking(tensorBoard, Optional.ofNullable(mlflow));
    CharacterFolder folder = places.characters().find(character);
    Runs runs = new Runs(folder.runs());
    if (showExamples) {
      show(folder);
      return 0;
    }
    Run into = runs.toTrain(run, resume);
    Recipe read = resume ? Recipe.ofRun(into.recipe()) : read(folder);
    Recipe settings = asAsked(read);
    settings.check();
    int threads = Threads.prepare(settings.threads(), settings.processes());
    BaseModel model = ProgressLine.pull(settings.base(), terminal);
    Upload upload = new Upload(folder, settings, model, RunManifest.Purpose.TRAIN, tracking);
    if (plan) {
      return plan(upload);
    }
    Work work =
        new Work(
            folder.path().toAbsolutePath(), into.name(), resume, settings.processes(), threads);
    try (Workers workers = Workers.start(work, settings)) {
      train(folder, into, upload, workers);
      workers.done();
    }
    return 0;
  }

  private Recipe asAsked(Recipe read) {
    Recipe based = base == null ? read : read.withBase(base);
    Recipe begun = from == null ? based : based.from(from);
    Recipe counted = processes == null ? begun : begun.withProcesses(processes);
    Recipe ended =
        steps == null ? counted : counted.with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps));
    if (rate == null) {
      return ended;
    }
    if (!(rate >= 1e-9 && rate <= 1)) {
      throw new WrongUsage("--rate", "is " + rate + ", wanted a number from 1e-9 to 1", "");
    }
    return ended.withRate(rate);
  }

  private void train(CharacterFolder folder, Run into, Upload upload, Workers workers) {
    Trainer trainer = new Trainer(workers::join);
    TrainLine line = new TrainLine(terminal, trainer);
    try (line) {
      RunManifest made = upload.train(into, resume, trainer, line);
      line.close();
      summarise(folder, into, made, line);
    } catch (UserException e) {
      throw workers.blame(e);
    } catch (Stopped stopped) {
      terminal
          .err()
          .println(
              "Saved. Go on: "
                  + places.command(
                      "train " + folder.id() + " --run " + stopped.run() + " --resume"));
      workers.done();
      throw line.cancelled();
    }
  }

  private int plan(Upload upload) {
    Trainer trainer = new Trainer();
    try (TrainLine line = new TrainLine(terminal, trainer)) {
      tell(upload.plan(trainer, line));
    }
    return 0;
  }

  private void tell(Plan plan) {
    if (json) {
      terminal.out().println(Json.line(plan));
    } else {
      PlanText.lines(plan).forEach(terminal.out()::println);
    }
    terminal.out().flush();
  }

  private void show(CharacterFolder folder) {
    if (resume) {
      throw new WrongUsage(
          "--resume and --show-examples",
          "exclude each other",
          "Give the run's own recipe to --recipe to see its examples.");
    }
    Recipe settings = asAsked(read(folder));
    BaseModel model = ProgressLine.pull(settings.base(), terminal);
    new Upload(folder, settings, model, RunManifest.Purpose.TRAIN).show(new Shown());
    terminal.out().flush();
  }

  /// Prints examples in full.
  private final class Shown implements Upload.Listener {
    @Override
    public void rendered(Renderer.Renderings learnt) {
      terminal.out().println(learnt.report());
    }

    @Override
    public void marked(List<MarkedExample> examples) {
      for (MarkedExample example : examples) {
        terminal.out().println();
        terminal.out().print(ExampleText.whole(example, terminal.outStyle()));
      }
    }
  }

  /// Without --recipe, the demo's: it names scenes of the character it was made for, and of any
  /// other all are learnt.
  private Recipe read(CharacterFolder folder) {
    if (recipe != null) {
      return Recipe.read(places.recipe(recipe));
    }
    Recipe usual = Recipe.read(places.recipe(Path.of("recipes", "demo.yaml")));
    return UsualScenes.of(usual, folder);
  }

  private void summarise(CharacterFolder folder, Run made, RunManifest manifest, TrainLine line) {
    PrintWriter out = terminal.out();
    out.println(
        "%d steps, %d tokens in %s on %s%s."
            .formatted(
                manifest.steps(),
                manifest.tokens(),
                TrainLine.time(manifest.seconds()),
                Device.chosen().label(),
                Double.isNaN(manifest.heldOutLoss())
                    ? "; no scene was held out to measure on"
                    : "; held-out loss %.3f, %s %.3f"
                        .formatted(
                            manifest.heldOutLoss(), manifest.before(), manifest.untrainedLoss())));
    manifest.chosen().ifPresent(chosen -> out.println("Kept: " + RunReport.words(chosen) + "."));
    out.println("Adapter and metrics: " + made.folder());
    line.report().ifPresent(page -> out.println("Report: " + page));
    if (tensorBoard) {
      out.println("Curves: tensorboard --logdir " + made.tensorBoard());
    }
    out.println(
        "Talk with him: " + places.command("chat " + folder.id() + " --run " + made.name()));
    out.flush();
  }
}
