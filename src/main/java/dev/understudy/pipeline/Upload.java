package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Device;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.learn.Example;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.pipeline.track.Mlflow;
import dev.understudy.pipeline.track.TensorBoard;
import dev.understudy.pipeline.track.Tracker;
import dev.understudy.pipeline.track.Tracking;
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
import dev.understudy.train.MemoryPlan;
import dev.understudy.train.ProtectiveShare;
import dev.understudy.train.Rendered;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Experience upload: a character's experiences go into a base model, and an adapter comes out.
public final class Upload {
  private final CharacterFolder folder;
  private final Recipe recipe;
  private final BaseModel base;
  private final RunManifest.Purpose purpose;
  private final Tracking tracking;

  /// Logged in the run's folder alone.
  public Upload(
      CharacterFolder folder, Recipe recipe, BaseModel base, RunManifest.Purpose purpose) {
    this(folder, recipe, base, purpose, Tracking.NONE);
  }

  public Upload(
      CharacterFolder folder,
      Recipe recipe,
      BaseModel base,
      RunManifest.Purpose purpose,
      Tracking tracking) {
    this.tracking = tracking;
    this.folder = folder;
    this.recipe = recipe;
    this.base = base;
    this.purpose = purpose;
  }

  /// Hears how an upload goes.
  public interface Listener extends TrainListener {
    /// The next part of what goes before the first step, e.g. `loading the base`.
    default void preparing(String what) {}

    /// The run's report was written.
    default void reported(Path page) {}

    /// Something that only watches a training failed; the training itself goes on.
    default void notTracked(String why) {}

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
    listener.preparing("looking at the base");
    ModelConfig.of(base.weights());
    Device device = Device.chosen();
    Optional<Start> start = start();
    Texts texts = render(listener);
    if (device.own()) {
      long resident = Native.residentBytes();
      trainer.checkMemory(memory(texts, resident), recipe, resident);
    }
    listener.preparing("loading the base");
    return train(new Work(run, resume, device, texts, start), trainer, listener);
  }

  /// What every other rank does of a training that [#train] does in the first one: learns its
  /// share, and writes nothing.
  ///
  /// @param trainer meets the others
  public void help(Run run, boolean resume, Trainer trainer) {
    Device device = Device.chosen();
    var work = new Work(run, resume, device, render(new Listener() {}), start());
    try (Apprentice apprentice = apprentice(work)) {
      trainer.run(plan(work, apprentice), new TrainListener() {});
    }
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
    if (recipe.processes() > 1) {
      throw new UserException(
          "--plan",
          "counts for one process, and the training would run in " + recipe.processes(),
          "Plan it with --processes 1: each process takes as much memory.");
    }
    Texts texts = render(listener);
    long resident = Native.residentBytes();
    Workload load = texts.work(recipe);
    MemoryPlan memory = memory(texts, resident);
    OptionalLong available = trainer.availableMemory();
    boolean fits = available.isEmpty() || memory.total() - resident <= available.getAsLong();
    listener.preparing("timing a few steps");
    Optional<TimePlan> time = fits ? Optional.of(time(device, texts, load)) : Optional.empty();
    return new Plan(
        base.name(),
        memory,
        available.isPresent() ? Optional.of(available.getAsLong() + resident) : Optional.empty(),
        load,
        time);
  }

  private MemoryPlan memory(Texts texts, long resident) {
    boolean asks = texts.trial().isPresent();
    return Apprentice.memory(recipe, base, texts.work(recipe), asks, resident);
  }

  private TimePlan time(Device device, Texts texts, Workload load) {
    Run nowhere = new Run(folder.runs().resolve("plan"));
    var work = new Work(nowhere, false, device, texts, start());
    try (Apprentice apprentice = apprentice(work)) {
      return TimePlan.measure(plan(work, apprentice), load);
    }
  }

  private Optional<Start> start() {
    return Start.of(recipe, base, new Runs(folder.runs()));
  }

  /// The scenes as the base reads them.
  ///
  /// @param trial asks what he cannot know, where the recipe chooses by that
  private record Texts(
      Renderer.Renderings learnt, Renderer.Renderings heldOut, Optional<TrainPlan.Trial> trial) {
    Workload work(Recipe recipe) {
      return Workload.of(learnt.examples(), heldOut.examples(), recipe);
    }
  }

  private Texts render(Listener listener) {
    listener.preparing("reading the scenes");
    List<Experience> experiences = folder.experiences();
    Split split = Split.of(experiences, recipe.data());
    Optional<TrainPlan.Trial> trial =
        HorizonTrial.of(folder, recipe, base, experiences, split.heldOut());
    List<Memory> told = Renderer.told(folder.memories());
    listener.preparing("waking his memories");
    try (Tokenizer tokenizer = Tokenizers.of(base);
        Mind mind =
            Mind.open(
                folder.sheet(), told, experiences, recipe.recall(), Optional.of(folder.cache()))) {
      if (recipe.recall().horizon()
          && recipe.recall().place() == Place.BEFORE_REPLY
          && mind.horizon().equals(Sense.NONE)) {
        listener.noHorizon();
      }
      listener.preparing("rendering the scenes");
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
      checkLengths(learnt, heldOut);
      return new Texts(learnt, heldOut, trial);
    }
  }

  private List<Experience> toLearn(Split split) {
    Recipe.Data data = recipe.data();
    List<Experience> scenes =
        ProtectiveShare.of(split.learnt(), data.protectiveShare(), recipe.seed());
    return Curriculum.of(scenes, data.order());
  }

  private void checkLengths(Renderer.Renderings learnt, Renderer.Renderings heldOut) {
    ModelConfig shape = ModelConfig.of(base.weights());
    Stream.of(learnt, heldOut)
        .flatMap(r -> r.examples().stream())
        .mapToInt(e -> e.tokens().length)
        .max()
        .ifPresent(shape::checkLength);
  }

  /// Renders and checks what [#train] would learn, and tells `listener` of it, no more.
  public void show(Listener listener) {
    render(listener);
  }

  /// What a training is made of.
  private record Work(Run run, boolean resume, Device device, Texts texts, Optional<Start> start) {}

  /// Trains, and leaves a report also where that fails or is stopped.
  private RunManifest train(Work work, Trainer trainer, Listener listener) {
    var beginning = new Beginning(work.run());
    Optional<String> trouble = Optional.empty();
    try (Apprentice apprentice = apprentice(work)) {
      RunSummary summary = begin(work, plan(work, apprentice), trainer, beginning, listener);
      if (summary.stopped()) {
        throw new Stopped(work.run().name());
      }
      return finish(work, summary);
    } catch (UserException e) {
      trouble = Optional.ofNullable(e.getMessage());
      throw e;
    } finally {
      if (beginning.happened) {
        report(work.run(), trouble, listener);
      }
    }
  }

  private Apprentice apprentice(Work work) {
    return Apprentice.of(recipe, base, work.device(), work.start().map(Start::adapter));
  }

  private void report(Run run, Optional<String> trouble, Listener listener) {
    try {
      listener.reported(new RunReport(folder.id(), run, trouble).write());
    } catch (UserException e) {
      listener.notTracked("there is no report of this run: " + e.getMessage());
    }
  }

  /// Keeps the recipe in the run's folder as soon as there is one.
  private final class Beginning implements TrainListener {
    private final Run run;
    private boolean happened;

    Beginning(Run run) {
      this.run = run;
    }

    @Override
    public void begun() {
      recipe.write(run.recipe());
      happened = true;
    }
  }

  private RunSummary begin(
      Work work, TrainPlan plan, Trainer trainer, Beginning beginning, Listener listener) {
    Run run = work.run();
    trainer.checkRoom(plan);
    if (!plan.resume()) {
      AtomicFiles.delete(run.folder());
    }
    List<Tracker> trackers = trackers(run, listener);
    List<TrainListener> listeners = new ArrayList<>(List.of(beginning, listener));
    listeners.addAll(trackers);
    Tracker.Ending ending = Tracker.Ending.FAILED;
    try {
      RunSummary summary = trainer.run(plan, TrainListener.all(listeners));
      ending = summary.stopped() ? Tracker.Ending.STOPPED : Tracker.Ending.FINISHED;
      return summary;
    } finally {
      for (Tracker tracker : trackers) {
        tracker.end(ending);
      }
    }
  }

  private List<Tracker> trackers(Run run, Listener listener) {
    var trackers = new ArrayList<Tracker>();
    if (tracking.tensorBoard()) {
      trackers.add(new TensorBoard(run.tensorBoard(), listener::notTracked));
    }
    tracking
        .mlflow()
        .map(server ->
            new Mlflow.Log(
                server,
                "understudy-" + folder.id(),
                run.name(),
                recipe.settings(),
                Map.of(
                    "character",
                    folder.id(),
                    "base.sha256",
                    base.sha256(),
                    "data.sha256",
                    Hashes.sha256(folder.experiencesFile())),
                run.folder().resolve("mlflow.json")))
        .ifPresent(log -> trackers.add(new Mlflow(log, listener::notTracked)));
    return trackers;
  }

  private TrainPlan plan(Work work, Apprentice apprentice) {
    Texts texts = work.texts();
    return new TrainPlan(
        recipe,
        apprentice.learner(),
        texts.learnt().examples(),
        texts.heldOut().examples(),
        work.run().folder(),
        apprentice.writer(),
        work.resume(),
        texts.learnt().all().stream()
            .collect(Collectors.toMap(Rendered::example, Rendered::experience)),
        texts.trial(),
        untrained(work),
        work.start().map(s -> s.from().sha256()).orElse(""));
  }

  /// The held-out loss of this base on these scenes, where an earlier run has measured it: that of
  /// the bare base, since what LoRA adds is zero before the first step.
  private Optional<Double> untrained(Work work) {
    boolean bare =
        work.start().isEmpty()
            && work.device().own()
            && recipe.memory().baseWeights() == Recipe.BaseWeights.FLOAT32;
    return bare ? untrained(measureHash(work.texts().heldOut())) : Optional.empty();
  }

  private static boolean isBare(Run run) {
    Recipe.Memory memory = Recipe.ofRun(run.recipe()).memory();
    return run.manifest().from().isEmpty() && memory.baseWeights() == Recipe.BaseWeights.FLOAT32;
  }

  private Optional<Double> untrained(String splitHash) {
    for (Run run : new Runs(folder.runs()).all()) {
      try {
        if (run.isFinished() && isBare(run) && run.manifest().splitHash().equals(splitHash)) {
          double loss = run.manifest().untrainedLoss();
          if (Double.isFinite(loss)) {
            return Optional.of(loss);
          }
        }
      } catch (UserException _) {
        // a broken manifest is told where runs are listed
      }
    }
    return Optional.empty();
  }

  private RunManifest finish(Work work, RunSummary summary) {
    try {
      return keep(work, summary);
    } catch (UserException e) {
      throw Trainer.goingOn(work.run().folder(), e);
    }
  }

  /// Puts the model in the run's folder and the manifest last of all.
  private RunManifest keep(Work work, RunSummary summary) {
    Run run = work.run();
    keepModel(summary.model(), run.folder());
    RunManifest manifest =
        new RunManifest(
            purpose,
            base.name(),
            base.sha256(),
            Hashes.sha256(folder.experiencesFile()),
            measureHash(work.texts().heldOut()),
            Math.toIntExact(summary.step()),
            summary.tokens(),
            summary.seconds(),
            summary.untrained().orElse(Double.NaN),
            summary.heldOut().orElse(Double.NaN),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            Map.of(),
            chosen(summary),
            work.start().map(Start::from),
            work.texts().learnt().report().counts());
    Json.write(run.manifestFile(), manifest);
    return manifest;
  }

  private Optional<RunManifest.Chosen> chosen(RunSummary summary) {
    return summary
        .heldOut()
        .filter(loss -> recipe.watch().keepBest())
        .map(loss ->
            new RunManifest.Chosen(recipe.watch().bestBy(), summary.step(), loss, summary.leaks()));
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
