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
import dev.understudy.recall.Sense;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import dev.understudy.tensor.DataType;
import dev.understudy.train.Curriculum;
import dev.understudy.train.Metric;
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
import java.util.stream.Stream;

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
    ModelConfig shape = ModelConfig.of(base.weights());
    Device device = Device.chosen();
    List<Experience> experiences = folder.experiences();
    Split split = Split.of(experiences, recipe.data());
    try (Tokenizer tokenizer = Tokenizers.of(base)) {
      Renderer.Renderings learnt;
      Renderer.Renderings heldOut;
      List<Memory> told = Renderer.told(folder.memories());
      try (Mind mind =
          Mind.open(
              folder.sheet(), told, experiences, recipe.recall(), Optional.of(folder.cache()))) {
        if (recipe.recall().horizon()
            && recipe.recall().place() == Place.BEFORE_REPLY
            && mind.horizon().equals(Sense.NONE)) {
          listener.noHorizon();
        }
        Renderer renderer =
            new Renderer(
                folder.sheet(), told, mind, ChatTemplate.of(base, tokenizer), tokenizer, recipe);
        learnt =
            renderer.render(Curriculum.of(split.learnt(), recipe.data().order()), recipe.seed());
        // The held-out scenes are rendered alike for every seed, so that runs can be compared.
        heldOut = renderer.render(split.heldOut(), 0);
      }
      Stream.of(learnt, heldOut)
          .flatMap(r -> r.examples().stream())
          .mapToInt(e -> e.tokens().length)
          .max()
          .ifPresent(shape::checkLength);
      listener.rendered(learnt);
      RunSummary summary = learn(run, resume, device, learnt, heldOut, trainer, listener);
      if (summary.stopped()) {
        throw new Stopped(run.name());
      }
      return finish(run, heldOut, summary);
    }
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

  private RunManifest finish(Run run, Renderer.Renderings heldOut, RunSummary summary) {
    try {
      return keep(run, heldOut, summary);
    } catch (UserException e) {
      throw Trainer.goingOn(run.folder(), e);
    }
  }

  /// Puts the model in the run's folder and the manifest last of all.
  private RunManifest keep(Run run, Renderer.Renderings heldOut, RunSummary summary) {
    keepModel(summary.model(), run.folder());
    RunManifest manifest =
        new RunManifest(
            purpose,
            base.name(),
            base.sha256(),
            Hashes.sha256(folder.experiencesFile()),
            measureHash(heldOut),
            Math.toIntExact(summary.step()),
            summary.tokens(),
            summary.seconds(),
            summary.untrained().orElse(Double.NaN),
            summary.heldOut().orElse(Double.NaN),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            Map.of());
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
