package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Bases;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Device;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.Stopped;
import dev.understudy.pipeline.Upload;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.Trainer;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "  understudy train beethoven --run long --resume"
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
    CharacterFolder folder = places.characters().find(character);
    Runs runs = new Runs(folder.runs());
    Run into = runs.toTrain(run, resume);
    Recipe read = resume ? Recipe.ofRun(into.recipe()) : Recipe.read(places.recipe(recipe()));
    Recipe based = base == null ? read : read.withBase(base);
    Recipe settings =
        steps == null ? based : based.with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps));
    Threads.use(settings.threads(), terminal);
    BaseModel model = fetch(settings.base());
    Upload upload = new Upload(folder, settings, model, RunManifest.Purpose.TRAIN);
    Trainer trainer = new Trainer();
    TrainLine line = new TrainLine(terminal, trainer);
    try (line) {
      RunManifest made = upload.train(into, resume, trainer, line);
      line.close();
      summarise(folder, into, made);
    } catch (Stopped stopped) {
      terminal
          .err()
          .println(
              "Saved. Go on: "
                  + places.command(
                      "train " + folder.id() + " --run " + stopped.run() + " --resume"));
      throw line.cancelled();
    }
    return 0;
  }

  private Path recipe() {
    return recipe == null ? Path.of("recipes", "demo.yaml") : recipe;
  }

  private BaseModel fetch(String name) {
    try (ProgressLine progress = new ProgressLine(terminal)) {
      return new Bases().pull(name, progress);
    }
  }

  private void summarise(CharacterFolder folder, Run made, RunManifest manifest) {
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
                    : "; held-out loss %.3f, untrained %.3f"
                        .formatted(manifest.heldOutLoss(), manifest.untrainedLoss())));
    out.println("Adapter and metrics: " + made.folder());
    out.println(
        "Talk with him: " + places.command("chat " + folder.id() + " --run " + made.name()));
    out.flush();
  }
}
