package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.BaseFile;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Device;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Footprint;
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
import dev.understudy.train.MemoryPlan;
import dev.understudy.train.Metric;
import dev.understudy.train.Renderer;
import dev.understudy.train.RunSummary;
import dev.understudy.train.Split;
import dev.understudy.train.TimePlan;
import dev.understudy.train.TrainListener;
import dev.understudy.train.TrainPlan;
import dev.understudy.train.Trainer;
import dev.understudy.train.Workload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

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
    Optional<Start> start = start(shape);
    Texts texts = render(listener);
    if (device.own()) {
      long resident = Native.residentBytes();
      trainer.checkMemory(memory(texts, resident), recipe, resident);
    }
    RunSummary summary =
        learn(run, resume, device, start, texts, plan -> begin(run, plan, trainer, listener));
    if (summary.stopped()) {
      throw new Stopped(run.name());
    }
    return finish(run, texts.heldOut(), summary, start.map(Start::from));
  }

  /// What every other rank does of a training that [#train] does in the first one: learns its
  /// share, and writes nothing.
  ///
  /// @param trainer meets the others
  public void help(Run run, boolean resume, Trainer trainer) {
    Device device = Device.chosen();
    Optional<Start> start = start(ModelConfig.of(base.weights()));
    Texts texts = render(new Listener() {});
    learn(run, resume, device, start, texts, plan -> trainer.run(plan, new TrainListener() {}));
  }

  /// Tells what a training would take, of memory by counting, of time by a few steps; nothing is
  /// written. Steps are made only where there is memory for them.
  public Plan plan(Trainer trainer, Listener listener) {
    Device device = Device.chosen();
    if (!device.own()) {
      throw new UserException(
          "--plan",
          "counts for the CPU only, and training would run on " + device.label(),
          "See what it takes on the CPU: " + Device.VARIABLE + "=cpu.");
    }
    Texts texts = render(listener);
    long resident = Native.residentBytes();
    MemoryPlan memory = memory(texts, resident);
    Workload work = texts.work(recipe);
    OptionalLong available = trainer.availableMemory();
    boolean fits = available.isEmpty() || memory.total() - resident <= available.getAsLong();
    Optional<TimePlan> time = fits ? Optional.of(time(device, texts, work)) : Optional.empty();
    return new Plan(
        base.name(),
        memory,
        available.isPresent() ? Optional.of(available.getAsLong() + resident) : Optional.empty(),
        work,
        time);
  }

  private TimePlan time(Device device, Texts texts, Workload work) {
    Run nowhere = new Run(folder.runs().resolve("plan"));
    return switch (recipe.method()) {
      case LORA -> {
        try (LoraLearner learner = adapter(device)) {
          yield TimePlan.measure(plan(nowhere, false, learner, to -> {}, texts, ""), work);
        }
      }
      case FULL -> {
        try (Weights weights = Weights.load(base);
            Learner learner = full(weights, device)) {
          yield TimePlan.measure(plan(nowhere, false, learner, to -> {}, texts, ""), work);
        }
      }
    };
  }

  private MemoryPlan memory(Texts texts, long resident) {
    Workload work = texts.work(recipe);
    int threads = Native.threads();
    return switch (recipe.method()) {
      case LORA -> {
        try (BaseFile file = BaseFile.open(base.weights())) {
          var footprint =
              Footprint.of(file, lora(), recipe.memory(), work.learn(), work.measure(), threads);
          yield MemoryPlan.of(footprint, recipe.optimizer(), resident);
        }
      }
      case FULL -> {
        ModelConfig config = ModelConfig.of(base.weights());
        var footprint =
            Footprint.of(config, recipe.memory(), work.learn(), work.measure(), threads);
        yield MemoryPlan.of(footprint, recipe.optimizer(), resident);
      }
    };
  }

  /// The scenes as the base reads them.
  private record Texts(Renderer.Renderings learnt, Renderer.Renderings heldOut) {
    Workload work(Recipe recipe) {
      return Workload.of(learnt.examples(), heldOut.examples(), recipe);
    }
  }

  private Texts render(Listener listener) {
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
      Renderer renderer =
          new Renderer(
              folder.sheet(), told, mind, ChatTemplate.of(base, tokenizer), tokenizer, recipe);
      Renderer.Renderings learnt =
          renderer.render(Curriculum.of(split.learnt(), recipe.data().order()), recipe.seed());
      listener.rendered(learnt);
      // The held-out scenes are rendered alike for every seed, so that runs can be compared.
      return new Texts(learnt, renderer.render(split.heldOut(), 0));
    }
  }

  /// An adapter to go on from.
  private record Start(LoraAdapter adapter, RunManifest.From from) {}

  private Optional<Start> start(ModelConfig shape) {
    String named = recipe.lora().from();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    if (recipe.method() == Recipe.Method.FULL) {
      throw new UserException(
          "from " + named, "is an adapter; full training has none", "Set method: lora.");
    }
    Path at = new Runs(folder.runs()).adapter(named);
    Run run = new Run(at);
    if (run.isFinished() && !run.manifest().baseSha256().equals(base.sha256())) {
      throw new UserException(
          "from " + named,
          "was trained on other weights than these of %s: on %s"
              .formatted(base.name(), run.manifest().base()),
          "Set `base` in the recipe to the one it was trained on.");
    }
    LoraAdapter adapter = PeftFolder.read(at, shape, lora());
    String sha256 = Hashes.sha256(PeftFolder.weights(at));
    return Optional.of(new Start(adapter, new RunManifest.From(named, sha256)));
  }

  private RunSummary learn(
      Run run,
      boolean resume,
      Device device,
      Optional<Start> start,
      Texts texts,
      Function<TrainPlan, RunSummary> training) {
    return switch (recipe.method()) {
      case LORA -> {
        try (LoraLearner learner = adapter(device)) {
          start.ifPresent(s -> learner.set(s.adapter()));
          TrainPlan.ModelWriter writer =
              to -> PeftFolder.write(to, learner.adapter(), base.name(), DataType.F32);
          String origin = start.map(s -> s.from().sha256()).orElse("");
          yield training.apply(plan(run, resume, learner, writer, texts, origin));
        }
      }
      case FULL -> {
        try (Weights weights = Weights.load(base);
            Learner learner = full(weights, device)) {
          TrainPlan.ModelWriter writer =
              to -> {
                learner.fetch();
                WeightsFile.write(to.resolve(Run.FULL_WEIGHTS), weights);
              };
          yield training.apply(plan(run, resume, learner, writer, texts, ""));
        }
      }
    };
  }

  private LoraLearner adapter(Device device) {
    if (device.own()) {
      try (BaseFile file = BaseFile.open(base.weights())) {
        return new LoraLearner(file, lora(), recipe.seed(), recipe.memory());
      }
    }
    if (recipe.memory().baseWeights() != Recipe.BaseWeights.FLOAT32) {
      throw new UserException(
          "memory.base-weights",
          "is known to the CPU's engine only, and training runs on " + device.label(),
          "Leave it out of the recipe, or train on the CPU: " + Device.VARIABLE + "=cpu.");
    }
    try (Weights weights = Weights.load(base)) {
      boolean checkpointing = recipe.memory().checkpointing();
      return new LoraLearner(weights, lora(), recipe.seed(), device, checkpointing);
    }
  }

  private Learner full(Weights weights, Device device) {
    return new FullLearner(weights, device, recipe.memory().checkpointing());
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
      Texts texts,
      String origin) {
    return new TrainPlan(
        recipe,
        learner,
        texts.learnt().examples(),
        texts.heldOut().examples(),
        run.folder(),
        writer,
        resume,
        origin);
  }

  private LoraConfig lora() {
    Recipe.Lora lora = recipe.lora();
    return new LoraConfig(
        lora.rank(), lora.alpha(), lora.dropout(), lora.targets(), lora.rslora(), lora.dora());
  }

  private RunManifest finish(
      Run run, Renderer.Renderings heldOut, RunSummary summary, Optional<RunManifest.From> from) {
    try {
      return keep(run, heldOut, summary, from);
    } catch (UserException e) {
      throw Trainer.goingOn(run.folder(), e);
    }
  }

  /// Puts the model in the run's folder and the manifest last of all.
  private RunManifest keep(
      Run run, Renderer.Renderings heldOut, RunSummary summary, Optional<RunManifest.From> from) {
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
            Map.of(),
            from);
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
