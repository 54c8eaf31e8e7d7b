package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Sampling;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.person.Question;
import dev.understudy.pipeline.RunManifest.Purpose;
import dev.understudy.pipeline.track.Tracking;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import dev.understudy.store.JsonLines;
import dev.understudy.train.MarkedExample;
import dev.understudy.train.Metric;
import dev.understudy.train.Renderer;
import dev.understudy.train.Split;
import dev.understudy.train.Trainer;
import dev.understudy.train.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way on a model of random weights: scenes in, adapter out, and a talk with it.
class UploadTest {
  @TempDir Path home;
  private CharacterFolder ada;
  private BaseModel base;
  private Run run;

  @BeforeEach
  void prepare() {
    ada = new SmallCharacter(home).talks(16).write();
    base = TinyBase.in(home.resolve("base"));
    run = new Runs(ada.runs()).at("first");
  }

  private Upload upload(Recipe recipe, Purpose purpose) {
    return new Upload(ada, recipe, base, purpose);
  }

  private static Recipe steps(int steps) {
    return Recipe.defaults().with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps));
  }

  private static Recipe full(int steps) {
    return steps(steps).with(Recipe.Method.FULL);
  }

  /// Notes what happens, and stops the training after a step.
  private static final class Watcher implements Upload.Listener {
    private final List<String> events = new ArrayList<>();
    private final List<Long> measured = new ArrayList<>();
    private final Run run;
    private final Trainer trainer;
    private final long stopAt;

    Watcher(Run run, Trainer trainer, long stopAt) {
      this.run = run;
      this.trainer = trainer;
      this.stopAt = stopAt;
    }

    @Override
    public void rendered(Renderer.Renderings learnt) {
      events.add("rendered " + learnt.all().size() + ", folder " + Files.exists(run.folder()));
      assertThat(learnt.report().toString()).containsPattern("learnt, \\d+ %\\)");
    }

    @Override
    public void noHorizon() {
      events.add("no horizon");
    }

    @Override
    public void measuring(long step, int done, int all) {
      measured.add(step);
    }

    @Override
    public void begun() {
      events.add("begun, recipe " + Files.exists(run.recipe()));
    }

    @Override
    public void stepped(Metric metric, double done, double secondsLeft) {
      events.add("step " + metric.step() + ", finished " + run.isFinished());
      if (metric.step() == stopAt) {
        trainer.stop();
      }
    }
  }

  private Watcher train(Recipe recipe, Purpose purpose, boolean resume, long stopAt) {
    Trainer trainer = new Trainer();
    Watcher watcher = new Watcher(run, trainer, stopAt);
    upload(recipe, purpose).train(run, resume, trainer, watcher);
    return watcher;
  }

  @Test
  void aRunHoldsAdapterRecipeMetricsAndLastOfAllItsManifest() {
    Watcher watcher = train(steps(2), Purpose.TRAIN, false, 0);
    assertThat(watcher.events)
        .containsExactly(
            "no horizon",
            "rendered 15, folder false",
            "begun, recipe true",
            "step 1, finished false",
            "step 2, finished false");
    assertThat(run.folder())
        .isDirectoryContaining("glob:**/adapter_config.json")
        .isDirectoryContaining("glob:**/adapter_model.safetensors");
    assertThat(Recipe.read(run.recipe())).isEqualTo(steps(2));
    assertThat(JsonLines.read(run.metrics(), Metric.class)).hasSize(2);
    RunManifest made = run.manifest();
    assertThat(made.purpose()).isEqualTo(Purpose.TRAIN);
    assertThat(made.steps()).isEqualTo(2);
    assertThat(made.base()).isEqualTo(base.name());
    assertThat(made.dataHash()).matches("[0-9a-f]{64}");
    assertThat(made.heldOutLoss()).isBetween(1.0, 10.0).isNotEqualTo(made.untrainedLoss());
    assertThat(made.rendered())
        .containsEntry("scenes", 15)
        .containsEntry("exchanges-dropped", 0)
        .containsEntry("scenes-left-out", 0);
    assertThat(PeftFolder.read(run.folder()).pairs()).hasSize(14);
    talks();
  }

  @Test
  void whatDoesNotFitTheWindowIsCountedInTheRun() {
    AtomicFiles.write(home.resolve("r.yaml"), "data: {window: 64}\nlength: {steps: 1}\n");
    assertThatThrownBy(() -> train(Recipe.read(home.resolve("r.yaml")), Purpose.TRAIN, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nothing to learn");
    int longest = shown(steps(1)).stream().mapToInt(MarkedExample::tokens).max().orElseThrow();
    AtomicFiles.write(
        home.resolve("r.yaml"), "data: {window: %d}\nlength: {steps: 1}\n".formatted(longest - 1));
    train(Recipe.read(home.resolve("r.yaml")), Purpose.TRAIN, false, 0);
    Map<String, Integer> rendered = run.manifest().rendered();
    assertThat(rendered.get("scenes-left-out") + rendered.get("scenes-shortened")).isPositive();
    assertThat(rendered.get("scenes") + rendered.get("scenes-left-out")).isEqualTo(15);
  }

  @Test
  void examplesAreShownAndNothingIsTrained() {
    List<MarkedExample> shown = shown(steps(2));
    assertThat(shown).hasSize(3).allMatch(e -> e.targets() > 0 && e.targets() < e.tokens());
    assertThat(run.folder()).doesNotExist();
  }

  private List<MarkedExample> shown(Recipe recipe) {
    var shown = new ArrayList<MarkedExample>();
    upload(recipe, Purpose.TRAIN)
        .show(
            new Upload.Listener() {
              @Override
              public void marked(List<MarkedExample> examples) {
                shown.addAll(examples);
              }
            });
    return shown;
  }

  @Test
  void aScriptIsLearntAndPlayedOn() {
    AtomicFiles.write(
        home.resolve("r.yaml"),
        """
        data: {format: script, loss-on: all}
        recall: {place: none, horizon: false}
        length: {steps: 1}
        """);
    Recipe script = Recipe.read(home.resolve("r.yaml"));
    MarkedExample first = shown(script).getFirst();
    assertThat(first.parts().getFirst().learnt()).isFalse();
    assertThat(first.parts().getFirst().text()).startsWith("Play Ada Fairbairn.");
    assertThat(first.parts().get(1).text()).contains(" (speaking): ");
    train(script, Purpose.TRAIN, false, 0);
    try (Company trained = Company.trained(ada, run, base, true)) {
      Exchange one =
          trained
              .actor()
              .answerEach("", List.of("Which clock did you mend?"), Sampling.greedy(6))
              .getFirst();
      assertThat(one.reply()).isNotEmpty();
    }
    assertThatThrownBy(() -> Casts.of(ada, run, base))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("was trained on scripts");
  }

  @Test
  void generalPiecesAreLearntAmongTheScenesAndWhatWasForgottenIsMeasured() throws IOException {
    AtomicFiles.write(home.resolve("r.yaml"), "data: {replay: 0.5}\nlength: {steps: 2}\n");
    Watcher watcher = train(Recipe.read(home.resolve("r.yaml")), Purpose.TRAIN, false, 0);
    assertThat(watcher.events).contains("rendered 30, folder false");
    Forgetting measured = Forgetting.of(base, run);
    for (Forgetting.Cost cost : List.of(measured.answers(), measured.texts())) {
      assertThat(cost.untrained()).isBetween(1.0, 10.0);
      assertThat(cost.trained()).isBetween(1.0, 10.0).isNotEqualTo(cost.untrained());
      assertThat(cost.pieces()).isGreaterThan(10);
      assertThat(cost.tokens()).isGreaterThan(500);
    }
  }

  @Test
  void allWeightsAreKeptWhole() {
    train(full(2), Purpose.TRAIN, false, 0);
    assertThat(run.folder().resolve(Run.FULL_WEIGHTS)).exists();
    talks();
  }

  /// What was trained answers otherwise than the bare base.
  private void talks() {
    try (Company trained = Company.trained(ada, run, base, true);
        Company bare = Company.untrained(ada, base)) {
      assertThat(trained.played()).contains("run first");
      assertThat(bare.played()).endsWith("untrained");
      List<String> asked = List.of("Which clock of Saint Giles did you mend?");
      Sampling greedy = Sampling.greedy(12);
      Exchange one = trained.actor().answerEach("", asked, greedy).getFirst();
      assertThat(one.reply()).isNotEmpty();
      assertThat(one.remembered()).isNotEmpty();
      assertThat(bare.actor().answerEach("", asked, greedy).getFirst().remembered()).isEmpty();
    }
  }

  @Test
  void whatItFeelsToBeBeyondTheHorizonIsLearntFromProtectiveScenes() throws IOException {
    ada = new SmallCharacter(home).talks(24).traps(24).write();
    Watcher watcher = train(steps(1), Purpose.TRAIN, false, 0);
    assertThat(watcher.events).doesNotContain("no horizon");
    assertThat(felt(true)).containsExactly(true, false);
    assertThat(felt(false)).containsExactly(false, false);
    String recipe = Files.readString(run.recipe());
    AtomicFiles.write(run.recipe(), recipe.replaceAll("(?m)^ *horizon.*\\n", ""));
    assertThat(felt(true)).as("a run from before there was such a sense").doesNotContain(true);
  }

  private List<Boolean> felt(boolean recall) {
    try (Company company = Company.trained(ada, run, base, recall)) {
      List<String> asked = List.of("Where is your television?", "What does clock number 40 want?");
      return company.actor().answerEach("", asked, Sampling.greedy(2)).stream()
          .map(e -> e.recollection().beyond())
          .toList();
    }
  }

  @Test
  void aStoppedRunGoesOnAndEndsAsOneThatWasNot() {
    assertThatThrownBy(() -> train(steps(4), Purpose.TRAIN, false, 2))
        .isInstanceOf(Stopped.class)
        .extracting(e -> ((Stopped) e).run())
        .isEqualTo("first");
    assertThat(run.isFinished()).isFalse();
    assertThat(upload(steps(4), Purpose.TRAIN).canResume(run)).isTrue();
    assertThat(upload(steps(5), Purpose.TRAIN).canResume(run)).isFalse();

    Watcher rest = train(steps(4), Purpose.TRAIN, true, 0);
    assertThat(rest.events)
        .contains("step 3, finished false")
        .doesNotContain("step 1, finished false");
    RunManifest resumed = run.manifest();
    run = new Runs(ada.runs()).at("whole");
    train(steps(4), Purpose.TRAIN, false, 0);
    assertThat(run.manifest().heldOutLoss()).isEqualTo(resumed.heldOutLoss());
    assertThat(run.manifest().untrainedLoss()).isEqualTo(resumed.untrainedLoss());
  }

  private static Recipe with(int steps, Recipe.Lora lora) {
    return steps(steps).with(lora);
  }

  @Test
  void aRunGoesOnFromAnothersAdapterAndSaysSo() {
    train(steps(2), Purpose.TRAIN, false, 0);
    assertThat(run.manifest().from()).isEmpty();
    double reached = run.manifest().heldOutLoss();
    String sha256 = Hashes.sha256(run.folder().resolve("adapter_model.safetensors"));
    String elsewhere = run.folder().toString();
    run = new Runs(ada.runs()).at("second");
    train(steps(1).from("first"), Purpose.TRAIN, false, 0);
    assertThat(run.manifest().untrainedLoss()).isCloseTo(reached, within(1e-3)); // kept in 16 bits
    assertThat(run.manifest().from()).contains(new RunManifest.From("first", sha256));
    double second = run.manifest().heldOutLoss();
    run = new Runs(ada.runs()).at("third");
    train(steps(1).from(elsewhere), Purpose.TRAIN, false, 0);
    assertThat(run.manifest().heldOutLoss()).isEqualTo(second);
    assertThat(run.manifest().from()).contains(new RunManifest.From(elsewhere, sha256));
  }

  @Test
  void aStoppedRunGoesOnOnlyWithTheAdapterItBeganWith() {
    train(steps(1), Purpose.TRAIN, false, 0);
    Recipe recipe = steps(4).from("first");
    run = new Runs(ada.runs()).at("whole");
    train(recipe, Purpose.TRAIN, false, 0);
    double whole = run.manifest().heldOutLoss();
    run = new Runs(ada.runs()).at("stopped");
    assertThatThrownBy(() -> train(recipe, Purpose.TRAIN, false, 2)).isInstanceOf(Stopped.class);
    assertThatThrownBy(() -> train(steps(4).from("whole"), Purpose.TRAIN, true, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("from another adapter");
    assertThatThrownBy(() -> train(steps(4), Purpose.TRAIN, true, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("from another adapter");
    train(recipe, Purpose.TRAIN, true, 0);
    assertThat(run.manifest().heldOutLoss()).isEqualTo(whole);
  }

  @Test
  void whatATrainingCannotGoOnFromIsToldBeforeAnythingIsWritten() {
    train(steps(1), Purpose.TRAIN, false, 0);
    run = new Runs(ada.runs()).at("all");
    train(full(1), Purpose.TRAIN, false, 0);
    run = new Runs(ada.runs()).at("next");
    refused(steps(1).from("frist"), "run frist: does not exist", "Did you mean 'first'?");
    refused(steps(1).from("no/where"), "neither a run of this character nor a folder");
    refused(steps(1).from("all"), "run all: has no adapter");
    refused(full(1).from("first"), "from first: is an adapter; full training has none");
    Recipe.Lora other = new Recipe.Lora(8, 32, 0, Recipe.ALL_LINEAR, true, false, "first");
    refused(
        with(1, other),
        "r: is 16, the recipe wants 8",
        "use_rslora: is false, the recipe wants true");
    base = new BaseModel(base.name(), base.weights(), "1".repeat(64));
    refused(steps(1).from("first"), "from first: was trained on other weights");
    assertThat(run.folder()).doesNotExist();
  }

  private void refused(Recipe recipe, String... reasons) {
    assertThatThrownBy(() -> train(recipe, Purpose.TRAIN, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(reasons);
  }

  @Test
  void dorasAdapterIsTalkedWithAndGoneOnFrom() {
    Recipe.Lora dora = new Recipe.Lora(4, 8, 0.1, List.of("q_proj", "up_proj"), true, true, "");
    train(with(2, dora), Purpose.TRAIN, false, 0);
    double reached = run.manifest().heldOutLoss();
    assertThat(reached).isNotEqualTo(run.manifest().untrainedLoss());
    talks();
    run = new Runs(ada.runs()).at("second");
    train(with(1, dora).from("first"), Purpose.TRAIN, false, 0);
    assertThat(run.manifest().untrainedLoss()).isCloseTo(reached, within(1e-3));
  }

  @Test
  void adaptersTalkTogetherByTheirWeights() {
    train(eager(6), Purpose.TRAIN, false, 0);
    Run first = run;
    run = new Runs(ada.runs()).at("second");
    train(eager(3), Purpose.TRAIN, false, 0);
    String own = said(first, List.of());
    String second = said(run, List.of());
    assertThat(second).isNotEqualTo(own);
    var mine = new Company.Part("first", 1);
    assertThat(said(first, List.of(mine))).isEqualTo(own);
    assertThat(said(first, List.of(new Company.Part("second", 1)))).isEqualTo(second);
    // One and its opposite leave the bare base.
    var undone = List.of(mine, new Company.Part(first.folder().toString(), -1));
    var nothing = List.of(new Company.Part("second", 0));
    assertThat(said(first, undone)).isEqualTo(said(first, nothing)).isNotEqualTo(own);
    try (Company both =
        Company.trained(ada, first, base, List.of(mine, new Company.Part("second", 0.5)), false)) {
      assertThat(both.played()).endsWith("run first, adapter first + second x 0.5");
    }
  }

  /// Learns so fast that a few steps change what is said.
  private static Recipe eager(int steps) {
    return steps(steps).with(new Recipe.Optimizer(0.05, 0, Recipe.Schedule.CONSTANT, 1, 0));
  }

  private String said(Run talks, List<Company.Part> parts) {
    try (Company company = Company.trained(ada, talks, base, parts, false)) {
      List<String> asked = List.of("Which clock of Saint Giles did you mend?");
      return company.actor().answerEach("", asked, Sampling.greedy(20)).getFirst().reply();
    }
  }

  private static Recipe byTraps(int steps) {
    return steps(steps).with(new Recipe.Watch(2, 0, 0, true, Recipe.BestBy.TRAPS));
  }

  @Test
  void theBestByTrapsIsWrittenDownWithItsRule() {
    ada = new SmallCharacter(home).talks(24).traps(24).write();
    train(byTraps(4), Purpose.TRAIN, false, 0);
    List<Metric> log = JsonLines.read(run.metrics(), Metric.class);
    assertThat(log.stream().filter(m -> m.leaks().isPresent()).map(Metric::step))
        .containsExactly(2L, 4L);
    RunManifest made = run.manifest();
    RunManifest.Chosen chosen = made.chosen().orElseThrow();
    Metric at = log.get((int) chosen.step() - 1);
    assertThat(chosen.by()).isEqualTo(Recipe.BestBy.TRAPS);
    assertThat(chosen.leaks()).isEqualTo(at.leaks());
    assertThat(chosen.heldOutLoss()).isEqualTo(at.heldOut().orElseThrow());
    assertThat(made.steps()).isEqualTo((int) chosen.step());
    assertThat(RunReport.words(chosen))
        .startsWith("step " + chosen.step() + ", fewest leaks (")
        .contains("held-out protective scenes");
    assertThat(run.folder().resolve("report.html")).content().contains("fewest leaks", "kept: ");
  }

  @Test
  void trapsAreAskedFromHeldOutProtectiveScenesAlone() {
    ada = new SmallCharacter(home).talks(24).traps(24).write();
    Split split = Split.of(ada.experiences(), Recipe.defaults().data());
    List<Question.Trap> traps =
        HorizonTrial.traps(ada.sheet(), ada.experiences(), split.heldOut(), ada.memories());
    assertThat(traps)
        .hasSize(2)
        .allSatisfy(trap -> {
          assertThat(split.heldOut()).anyMatch(e -> e.id().equals(trap.id()));
          assertThat(trap.text()).startsWith("Where do you keep television number");
          assertThat(trap.names()).contains("television").doesNotContain("number");
        });
    ada = new SmallCharacter(home.resolve("other")).talks(16).write();
    run = new Runs(ada.runs()).at("first");
    assertThatThrownBy(() -> train(byTraps(2), Purpose.TRAIN, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no protective scene is held out");
    assertThat(run.folder()).doesNotExist();
  }

  @Test
  void whatTheUntrainedBaseLosesIsMeasuredOnce() {
    var first = train(steps(1), Purpose.TRAIN, false, 0);
    double untrained = run.manifest().untrainedLoss();
    run = new Runs(ada.runs()).at("second");
    var second = train(full(2), Purpose.TRAIN, false, 0);
    assertThat(first.measured).contains(0L);
    assertThat(second.measured).isNotEmpty().doesNotContain(0L);
    assertThat(run.manifest().untrainedLoss()).isEqualTo(untrained);
  }

  @Test
  void aReportIsLeftWhereATrainingIsStoppedOrFails() throws IOException {
    assertThatThrownBy(() -> train(steps(4), Purpose.TRAIN, false, 2)).isInstanceOf(Stopped.class);
    Path page = run.folder().resolve("report.html");
    assertThat(page)
        .content()
        .contains("not finished after 2 of 4 steps", "train ada --run first --resume");
    AtomicFiles.delete(page);
    assertThatThrownBy(() -> train(steps(4).withRate(1), Purpose.TRAIN, false, -1))
        .as("the name is taken, and nothing of it is touched")
        .isInstanceOf(UserException.class);
    assertThat(page).doesNotExist();
    run = new Runs(ada.runs()).at("wild");
    Recipe wild = wild();
    assertThatThrownBy(() -> train(wild, Purpose.TRAIN, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training, step");
    String html = Files.readString(run.folder().resolve("report.html"));
    assertThat(html)
        .contains("failed after", "The scenes of this step and their losses are in", "<svg ")
        .doesNotContain("http", "<script", "src=", "@import", "url(");
    assertThat(run.isFinished()).isFalse();
  }

  private static Recipe wild() {
    return full(300).with(new Recipe.Optimizer(1, 0, Recipe.Schedule.CONSTANT, 0, 0));
  }

  @Test
  void aTrainingIsFollowedInTensorBoardsFiles() {
    Trainer trainer = new Trainer();
    new Upload(ada, steps(2), base, Purpose.TRAIN, new Tracking(true, Optional.empty()))
        .train(run, false, trainer, new Watcher(run, trainer, 0));
    assertThat(run.tensorBoard()).isDirectoryContaining("glob:**/events.out.tfevents.*");
  }

  @Test
  void aTrainingNeverReplacesARunButADemoDoes() throws IOException {
    AtomicFiles.write(run.folder().resolve("precious"), "mine");
    assertThatThrownBy(() -> train(steps(1), Purpose.TRAIN, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("run first: is there already");
    assertThat(run.folder().resolve("precious")).hasContent("mine");
    train(steps(1), Purpose.DEMO, false, 0);
    assertThat(run.folder().resolve("precious")).doesNotExist();
    try (Stream<Path> left = Files.list(ada.runs())) {
      assertThat(left).containsExactly(run.folder());
    }
  }

  @Test
  void whatIsNotFitToTrainWithLeavesTheOldDemoAloneAndNothingNew() {
    AtomicFiles.write(run.folder().resolve("precious"), "mine");
    AtomicFiles.write(ada.experiencesFile(), "\n");
    assertThatThrownBy(() -> train(steps(1), Purpose.DEMO, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds no experience");
    AtomicFiles.write(base.weights().resolve("config.json"), "{\"model_type\": \"gemma\"}");
    assertThatThrownBy(() -> train(steps(1), Purpose.DEMO, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("`gemma`");
    assertThat(run.folder().resolve("precious")).hasContent("mine");
    assertThat(run.recipe()).doesNotExist();
  }

  @Test
  void aFullDiskIsToldBeforeTheFirstStepAndLeavesTheOldDemoAlone() {
    AtomicFiles.write(run.folder().resolve("precious"), "mine");
    Trainer trainer = new Trainer(where -> 0);
    Watcher watcher = new Watcher(run, trainer, 0);
    assertThatThrownBy(() -> upload(steps(2), Purpose.DEMO).train(run, false, trainer, watcher))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no space left on the disk: the training takes about");
    assertThat(run.folder().resolve("precious")).hasContent("mine");
    assertThat(watcher.events).noneMatch(event -> event.startsWith("begun"));
  }

  @Test
  void aBaseThatDoesNotFitIntoMemoryIsRefusedBeforeItIsLoaded() {
    base = TinyBase.hollow(home.resolve("large"));
    var trainer = new Trainer(path -> Long.MAX_VALUE, () -> OptionalLong.of(16L << 30));
    Watcher watcher = new Watcher(run, trainer, 0);
    assertThatThrownBy(() -> upload(steps(2), Purpose.TRAIN).train(run, false, trainer, watcher))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not fit into memory: the training takes about")
        .hasMessageContaining("weights 27")
        .hasMessageContaining("base-weights: int4")
        .hasMessageContaining("checkpointing: true")
        .hasMessageContaining("smaller base");
    assertThat(watcher.events).noneMatch(event -> event.startsWith("begun"));
    assertThat(run.folder()).doesNotExist();
  }

  @Test
  void eachProcessNeedsTheMemoryOfOne() {
    var trainer = new Trainer(path -> Long.MAX_VALUE, () -> OptionalLong.of(150L << 20));
    Watcher watcher = new Watcher(run, trainer, 0);
    Upload alone = upload(steps(1), Purpose.TRAIN);
    alone.train(run, false, trainer, watcher);
    run = new Runs(ada.runs()).at("second");
    Upload two = upload(steps(1).withProcesses(2), Purpose.TRAIN);
    assertThatThrownBy(() -> two.train(run, false, trainer, watcher))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("MiB in each of 2 processes")
        .hasMessageContaining("train in fewer processes");
    assertThatThrownBy(() -> two.plan(trainer, watcher))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--plan: counts for one process");
  }

  @Test
  void theBaseThatTrialsAskIsPlannedFor() {
    Recipe recipe = steps(2);
    var example = new Example(new int[] {1, 2, 3}, new boolean[] {false, true, true});
    var work = Workload.of(List.of(example), List.of(), recipe);
    long without = Apprentice.memory(recipe, base, work, false, 0).total();
    long with = Apprentice.memory(recipe, base, work, true, 0).total();
    try (Weights weights = Weights.load(base)) {
      long floats = weights.all().stream().mapToLong(t -> t.numel()).sum();
      assertThat(with - without).isEqualTo(4 * floats);
    }
  }

  @Test
  void inFourBitsABaseOfSevenBillionIsPlannedToFitSixteenGigabytes() {
    base = TinyBase.hollow(home.resolve("large"));
    Recipe few = steps(2).with(new Recipe.Memory(true, Recipe.BaseWeights.INT4));
    Trainer trainer = new Trainer(path -> 0, () -> OptionalLong.of(0)); // makes no step
    Plan plan = upload(few, Purpose.TRAIN).plan(trainer, new Watcher(run, trainer, 0));
    assertThat(plan.memory().weights()).isBetween(4L << 30, 5L << 30);
    assertThat(plan.memory().total()).isLessThan(9L << 30);
  }

  @Test
  void aPlanTellsMemoryAndTimeAndWritesNothing() {
    for (Recipe recipe : List.of(steps(200), full(200))) {
      Trainer trainer = new Trainer(path -> 0, () -> OptionalLong.of(8L << 30));
      Plan plan = upload(recipe, Purpose.TRAIN).plan(trainer, new Watcher(run, trainer, 0));
      assertThat(plan.memory().weights()).isBetween(40_000L, 200_000L);
      assertThat(plan.memory().optimizer()).isEqualTo(2 * plan.memory().gradients());
      assertThat(plan.memory().total()).isGreaterThan(plan.memory().other());
      assertThat(plan.time()).isPresent();
      assertThat(plan.time().orElseThrow().steps()).isEqualTo(200);
      double speed = plan.time().orElseThrow().tokensPerSecond();
      assertThat(plan.time().orElseThrow().seconds())
          .isGreaterThan(200 * plan.work().tokensPerStep() / speed);
      assertThat(ada.runs()).doesNotExist();
    }
  }

  @Test
  void aPlanForWhichThereIsNoMemoryMakesNoStep() {
    Trainer trainer = new Trainer(path -> 0, () -> OptionalLong.of(0));
    Plan plan = upload(steps(2), Purpose.TRAIN).plan(trainer, new Watcher(run, trainer, 0));
    assertThat(plan.time()).isEmpty();
    assertThat(plan.memory().activations()).isPositive();
  }

  @Test
  void aFileWhereRunsBelongIsTold() {
    AtomicFiles.write(ada.runs(), "a file");
    assertThatThrownBy(() -> train(steps(1), Purpose.TRAIN, false, 0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a file stands where a folder is needed");
  }

  @Test
  void tooFewScenesToHoldAnyOutAreLearntUnmeasured() {
    ada = new SmallCharacter(home).talks(2).write();
    train(steps(1), Purpose.TRAIN, false, 0);
    assertThat(run.manifest().heldOutLoss()).isNaN();
    assertThat(new Runs(ada.runs()).talking(new Problems())).contains(run);
  }
}
