package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Device;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recall.Sense;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import dev.understudy.tensor.DataType;
import dev.understudy.train.Curriculum;
import dev.understudy.train.MarkedExample;
import dev.understudy.train.MaskCheck;
import dev.understudy.train.Metric;
import dev.understudy.train.ProtectiveShare;
import dev.understudy.train.Renderer;
import dev.understudy.train.RunSummary;
import dev.understudy.train.Split;
import dev.understudy.train.TrainListener;
import dev.understudy.train.TrainPlan;
import dev.understudy.train.Trainer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Experience upload: a character's experiences go into a base model, and an adapter comes out.
public final class Upload {
  private final CharacterFolder folder;
  private final Recipe recipe;
  private final BaseModel base;
  private final RunManifest.Purpose purpose;

  public Upload(
      CharacterFolder folder, Recipe recipe, BaseModel base, RunManifest.Purpose purpose) {
    this.folder = folder;
    this.recipe = recipe;
    this.base = base;
    this.purpose = purpose;
  }

  /// Hears how an upload goes.
  public interface Listener extends TrainListener {
    /// The scenes are put into the base's own words: what training will see.
    default void rendered(Renderer.Renderings learnt) {}

    /// Some of it for people to look at, before anything that is wrong with it is told.
    default void marked(List<MarkedExample> examples) {}

    /// The recipe asks for the sense of the horizon, but there are too few protective scenes, or
    /// too few others, to learn it from.
    default void noHorizon() {}
  }

  /// True when `run` was interrupted and began with this recipe.
  public boolean canResume(Run run) {
    return !run.isFinished()
        && Files.isDirectory(run.checkpoints())
        && Files.isRegularFile(run.recipe())
        && Recipe.ofRun(run.recipe()).equals(recipe);
  }

  /// Trains into `run`: a new one, or with `resume` one that was interrupted. Only a demo replaces
  /// what stands there, and only once all it needs has been found in order. Nothing is written
  /// before the first step.
  ///
  /// @throws Stopped when `trainer` was told to stop; the run can be resumed
  /// @throws UserException when the run is there already, what it needs is not fit to train with,
  ///   or the disk has no room for it
  public RunManifest train(Run run, boolean resume, Trainer trainer, Listener listener) {
    if (!resume && purpose != RunManifest.Purpose.DEMO && Files.exists(run.folder())) {
      throw Runs.taken(run);
    }
    new Runs(folder.runs()).checkWritable();
    // Another architecture and a device that is not there are told before anything else is done.
    ModelConfig.of(base.weights());
    Device device = Device.chosen();
    Ready ready = ready(listener);
    RunSummary summary = learn(run, resume, device, ready.learnt, ready.heldOut, trainer, listener);
    if (summary.stopped()) {
      throw new Stopped(run.name());
    }
    return finish(run, ready, summary);
  }

  /// Renders and checks what [#train] would learn, and tells `listener` of it, no more.
  public void show(Listener listener) {
    ready(listener);
  }

  /// What is learnt, and what is measured.
  private record Ready(Renderer.Renderings learnt, Renderer.Renderings heldOut) {}

  private Ready ready(Listener listener) {
    List<Experience> experiences = folder.experiences();
    Split split = Split.of(experiences, recipe.data());
    List<Memory> told = Renderer.told(folder.memories());
    try (Tokenizer tokenizer = Tokenizers.of(base);
        Mind mind =
            Mind.open(
                folder.sheet(), told, experiences, recipe.recall(), Optional.of(folder.cache()))) {
      if (recipe.recall().horizon()
          && recipe.recall().place() == Place.BEFORE_REPLY
          && mind.horizon().equals(Sense.NONE)) {
        listener.noHorizon();
      }
      ChatTemplate template =
          new Prompting(folder.sheet(), recipe.recall().place(), recipe.data().format())
              .template(base, tokenizer);
      Renderer renderer = new Renderer(folder.sheet(), told, mind, template, tokenizer, recipe);
      Renderer.Renderings learnt = renderer.learnt(toLearn(split), recipe.seed());
      // The held-out scenes are rendered alike for every seed, so that runs can be compared.
      Renderer.Renderings heldOut = renderer.render(split.heldOut(), 0);
      listener.rendered(learnt);
      listener.marked(learnt.marked(tokenizer));
      MaskCheck.check(learnt.all(), base.name());
      MaskCheck.check(heldOut.all(), base.name());
      return new Ready(learnt, heldOut);
    }
  }

  private List<Experience> toLearn(Split split) {
    Recipe.Data data = recipe.data();
    List<Experience> scenes =
        ProtectiveShare.of(split.learnt(), data.protectiveShare(), recipe.seed());
    return Curriculum.of(scenes, data.order());
  }

  private RunSummary learn(
      Run run,
      boolean resume,
      Device device,
      Renderer.Renderings learnt,
      Renderer.Renderings heldOut,
      Trainer trainer,
      TrainListener listener) {
    return switch (recipe.method()) {
      case LORA -> {
        LoraLearner learner;
        try (Weights weights = Weights.load(base)) {
          learner = new LoraLearner(weights, lora(), recipe.seed(), device);
        }
        try (learner) {
          TrainPlan.ModelWriter writer =
              to -> PeftFolder.write(to, learner.adapter(), base.name(), DataType.F32);
          TrainPlan plan = plan(run, resume, learner, writer, learnt, heldOut);
          yield begin(run, plan, trainer, listener);
        }
      }
      case FULL -> {
        try (Weights weights = Weights.load(base);
            Learner learner = new FullLearner(weights, device)) {
          TrainPlan.ModelWriter writer =
              to -> {
                learner.fetch();
                WeightsFile.write(to.resolve(Run.FULL_WEIGHTS), weights);
              };
          TrainPlan plan = plan(run, resume, learner, writer, learnt, heldOut);
          yield begin(run, plan, trainer, listener);
        }
      }
    };
  }

  private RunSummary begin(Run run, TrainPlan plan, Trainer trainer, TrainListener listener) {
    trainer.checkRoom(plan);
    if (!plan.resume()) {
      AtomicFiles.delete(run.folder());
    }
    return trainer.run(plan, new Begin(listener, () -> recipe.write(run.recipe())));
  }

  /// Does something more at the beginning.
  private record Begin(TrainListener listener, Runnable more) implements TrainListener {
    @Override
    public void begun() {
      more.run();
      listener.begun();
    }

    @Override
    public void stepped(Metric metric, double done, double secondsLeft) {
      listener.stepped(metric, done, secondsLeft);
    }

    @Override
    public void measuring(long step, int done, int all) {
      listener.measuring(step, done, all);
    }

    @Override
    public void measured(long step, double heldOut) {
      listener.measured(step, heldOut);
    }

    @Override
    public void saved(Path checkpoint) {
      listener.saved(checkpoint);
    }
  }

  private TrainPlan plan(
      Run run,
      boolean resume,
      Learner learner,
      TrainPlan.ModelWriter writer,
      Renderer.Renderings learnt,
      Renderer.Renderings heldOut) {
    return new TrainPlan(
        recipe, learner, learnt.examples(), heldOut.examples(), run.folder(), writer, resume);
  }

  private LoraConfig lora() {
    Recipe.Lora lora = recipe.lora();
    return new LoraConfig(lora.rank(), lora.alpha(), lora.dropout(), lora.targets());
  }

  private RunManifest finish(Run run, Ready ready, RunSummary summary) {
    try {
      return keep(run, ready, summary);
    } catch (UserException e) {
      throw Trainer.goingOn(run.folder(), e);
    }
  }

  /// Puts the model in the run's folder and the manifest last of all.
  private RunManifest keep(Run run, Ready ready, RunSummary summary) {
    keepModel(summary.model(), run.folder());
    RunManifest manifest =
        new RunManifest(
            purpose,
            base.name(),
            base.sha256(),
            Hashes.sha256(folder.experiencesFile()),
            measureHash(ready.heldOut),
            Math.toIntExact(summary.step()),
            summary.tokens(),
            summary.seconds(),
            summary.untrained().orElse(Double.NaN),
            summary.heldOut().orElse(Double.NaN),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            Map.of(),
            ready.learnt.report().counts());
    Json.write(run.manifestFile(), manifest);
    return manifest;
  }

  /// Adapters are kept in 16 bits: half the size, and what they lose drowns in the base's own
  /// rounding.
  private void keepModel(Path checkpoint, Path to) {
    switch (recipe.method()) {
      case LORA -> PeftFolder.write(to, PeftFolder.read(checkpoint), base.name(), DataType.F16);
      case FULL ->
          AtomicFiles.write(
              to.resolve(Run.FULL_WEIGHTS),
              out -> Files.copy(checkpoint.resolve(Run.FULL_WEIGHTS), out));
    }
  }

  /// Of the base and of all that the held-out loss is measured on, as it is rendered: scenes, what
  /// is remembered before which reply, which tokens count.
  private String measureHash(Renderer.Renderings heldOut) {
    byte[] examples = Example.bytes(heldOut.examples());
    byte[] weights = base.sha256().getBytes(StandardCharsets.UTF_8);
    return Hashes.sha256(
        ByteBuffer.allocate(weights.length + examples.length).put(weights).put(examples).array());
  }
}
