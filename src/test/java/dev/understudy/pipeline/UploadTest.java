package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Sampling;
import dev.understudy.pipeline.RunManifest.Purpose;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.JsonLines;
import dev.understudy.train.Metric;
import dev.understudy.train.Renderer;
import dev.understudy.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    Recipe r = steps(steps);
    return new Recipe(
        r.base(),
        Recipe.Method.FULL,
        r.lora(),
        r.data(),
        r.recall(),
        r.optimizer(),
        r.length(),
        r.watch(),
        r.seed(),
        1);
  }

  /// Notes what happens, and stops the training after a step.
  private static final class Watcher implements Upload.Listener {
    private final List<String> events = new ArrayList<>();
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
    assertThat(PeftFolder.read(run.folder()).pairs()).hasSize(14);
    talks();
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
