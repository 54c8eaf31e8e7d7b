package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.Device;
import dev.understudy.model.Devices;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.NativeFloats;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.model.learn.Parameter;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Failures;
import dev.understudy.store.Json;
import dev.understudy.store.JsonLines;
import dev.understudy.tensor.DataType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TrainerTest {
  private static final ModelConfig TINY =
      new ModelConfig(2, 16, 4, 2, 4, 24, 31, 10_000f, 1e-5f, 64, true, "llama");
  private static final LoraConfig LORA = new LoraConfig(4, 8, 0.1, LoraConfig.ALL_LINEAR);
  private static final List<Example> EXAMPLES = examples(1, 7);
  private static final List<Example> HELD_OUT = examples(2, 3);

  @TempDir Path folder;
  private final Weights base = Weights.random(TINY, 5);

  @AfterEach
  void close() {
    base.close();
  }

  @Test
  void aResumedTrainingEndsWhereAnUninterruptedOneDoes() {
    List<float[]> whole = new ArrayList<>();
    List<float[]> halves = new ArrayList<>();
    try (Learner learner = lora()) {
      new Trainer().run(plan(learner, "whole", recipe(12, 5, 4), false), new TrainListener() {});
      whole.addAll(values(learner));
    }
    try (Learner learner = lora()) {
      RunSummary half = stopAt(7, plan(learner, "halves", recipe(12, 5, 4), false));
      assertThat(half.stopped()).isTrue();
      assertThat(half.steps()).isEqualTo(7);
    }
    try (Learner learner = lora()) {
      var summary =
          new Trainer()
              .run(plan(learner, "halves", recipe(12, 5, 4), true), new TrainListener() {});
      assertThat(summary.steps()).isEqualTo(12);
      halves.addAll(values(learner));
    }
    for (int i = 0; i < whole.size(); i++) {
      assertThat(halves.get(i)).isEqualTo(whole.get(i));
    }
    assertThat(log("halves").map(m -> List.of(m.step(), m.loss(), m.rate(), m.heldOut())))
        .isEqualTo(
            log("whole").map(m -> List.of(m.step(), m.loss(), m.rate(), m.heldOut())).toList());
  }

  @Test
  void whatLibtorchBeganOurKernelsGoOnWith() {
    var noDropout = new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR);
    List<float[]> whole = new ArrayList<>();
    try (Learner learner = new LoraLearner(base, noDropout, 3)) {
      new Trainer().run(plan(learner, "whole", recipe(12, 5, 4), false), new TrainListener() {});
      whole.addAll(values(learner));
    }
    try (Learner learner = new LoraLearner(base, noDropout, 3, Devices.TORCH)) {
      stopAt(7, plan(learner, "halves", recipe(12, 5, 4), false));
    }
    // With other first values, which those of the checkpoint must replace.
    try (Learner learner = new LoraLearner(base, noDropout, 4)) {
      List<Long> steps = new ArrayList<>();
      new Trainer().run(plan(learner, "halves", recipe(12, 5, 4), true), recording(steps));
      assertThat(steps).containsExactly(8L, 9L, 10L, 11L, 12L);
      assertThat(values(learner).getFirst()).containsExactly(whole.getFirst(), within(1e-3f));
    }
  }

  @Test
  void whatLibtorchLearnsIsAnAdapterLikeAnyOther() {
    trainAndMerge(Devices.TORCH, 1e-4);
  }

  @Test
  void whatAGpuLearnsIsAnAdapterLikeAnyOther() {
    trainAndMerge(Devices.gpuOrSkip(), 0.05);
  }

  /// Trains there, and measures the written folder, merged into the base, by our own kernels.
  private void trainAndMerge(Device device, double tolerance) {
    double untrained;
    double trained;
    try (LoraLearner learner = new LoraLearner(base, LORA, 3, device)) {
      untrained = learner.evaluate(EXAMPLES).mean();
      var plan =
          new TrainPlan(
              recipe(40, 0, 0),
              learner,
              EXAMPLES,
              HELD_OUT,
              folder.resolve("run"),
              to -> PeftFolder.write(to, learner.adapter(), "tiny", DataType.F32),
              false);
      RunSummary summary = new Trainer().run(plan, new TrainListener() {});
      trained = learner.evaluate(EXAMPLES).mean();
      base.merge(PeftFolder.read(summary.model(), TINY));
    }
    try (LoraLearner merged = new LoraLearner(base, LORA, 3)) {
      assertThat(merged.evaluate(EXAMPLES).mean()).isCloseTo(trained, within(tolerance));
      assertThat(trained).isLessThan(0.8 * untrained);
    }
  }

  @Test
  void allWeightsResumeToo() {
    List<float[]> whole = new ArrayList<>();
    try (Weights other = Weights.random(TINY, 5);
        Learner learner = new FullLearner(other)) {
      new Trainer().run(plan(learner, "whole", recipe(6, 0, 0), false), new TrainListener() {});
      whole.addAll(values(learner));
    }
    try (Weights other = Weights.random(TINY, 5);
        Learner learner = new FullLearner(other)) {
      stopAt(3, plan(learner, "halves", recipe(6, 0, 0), false));
    }
    try (Learner learner = new FullLearner(base)) {
      new Trainer().run(plan(learner, "halves", recipe(6, 0, 0), true), new TrainListener() {});
      for (int i = 0; i < whole.size(); i++) {
        assertThat(values(learner).get(i)).isEqualTo(whole.get(i));
      }
    }
  }

  @Test
  void learnsItsExamplesAndKeepsTheLastTwoCheckpointsAndTheBest() throws IOException {
    try (Learner learner = lora()) {
      RunSummary summary =
          new Trainer().run(plan(learner, "run", recipe(60, 5, 10), false), new TrainListener() {});
      List<Metric> log = log("run").toList();
      assertThat(log).hasSize(60);
      assertThat(log.getLast().loss()).isLessThan(0.8 * log.getFirst().loss());
      double best =
          log.stream().flatMap(m -> m.heldOut().stream()).min(Double::compare).orElseThrow();
      assertThat(summary.heldOut()).hasValue(best);
      assertThat(summary.model()).isDirectoryContaining("glob:**model.txt");
      try (Stream<Path> kept = Files.list(folder.resolve("run/checkpoints"))) {
        assertThat(kept.map(p -> p.getFileName().toString()))
            .contains("step-000060", summary.model().getFileName().toString())
            .hasSizeLessThanOrEqualTo(3);
      }
    }
  }

  @Test
  void endsWhenPatienceIsLost() {
    var watch = new Recipe.Watch(1, 0, 2, true);
    Recipe hasty =
        with(
            recipe(500, 0, 0), new Recipe.Optimizer(0.5, 0, Recipe.Schedule.CONSTANT, 0, 0), watch);
    try (Learner learner = lora()) {
      RunSummary summary =
          new Trainer().run(plan(learner, "run", hasty, false), new TrainListener() {});
      assertThat(summary.steps()).isLessThan(100);
      assertThat(summary.step()).isEqualTo(summary.steps() - 2);
    }
  }

  @Test
  void endsWhenItsMinutesAreOver() {
    Recipe minutes = recipe(1, 0, 0).with(new Recipe.Length(Recipe.Length.Unit.MINUTES, 0.5 / 60));
    try (Learner learner = lora()) {
      RunSummary summary =
          new Trainer().run(plan(learner, "run", minutes, false), new TrainListener() {});
      assertThat(summary.seconds()).isGreaterThan(0.5);
      assertThat(log("run").count()).isEqualTo(summary.steps());
      assertThat(log("run").filter(m -> m.seconds() > 0.5).count()).isEqualTo(1);
    }
  }

  @Test
  void aLossThatIsNoNumberEndsTheTrainingAndIsExplained() {
    Recipe wild =
        with(
            recipe(500, 0, 0),
            new Recipe.Optimizer(1e20, 0, Recipe.Schedule.CONSTANT, 0, 0),
            recipe(1, 0, 0).watch());
    try (Learner learner = lora()) {
      assertThatThrownBy(
              () -> new Trainer().run(plan(learner, "run", wild, false), new TrainListener() {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("training, step")
          .hasMessageContaining("rate");
    }
  }

  private static Recipe wild(double rate, int saveEvery) {
    return with(
        recipe(300, 0, 0),
        new Recipe.Optimizer(rate, 0, Recipe.Schedule.CONSTANT, 0, 0),
        new Recipe.Watch(0, saveEvery, 0, false));
  }

  /// As [#plan], with names for its scenes.
  private TrainPlan named(Learner learner, Recipe recipe, boolean resume) {
    Map<Example, String> scenes =
        EXAMPLES.stream().collect(Collectors.toMap(e -> e, e -> "e" + EXAMPLES.indexOf(e)));
    TrainPlan p = plan(learner, "run", recipe, resume);
    return new TrainPlan(
        recipe,
        learner,
        p.examples(),
        p.heldOut(),
        p.folder(),
        p.writer(),
        resume,
        scenes,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  @Test
  void whatWentWrongIsKeptWithItsBatchAndAnEarlierCheckpointIsGoneOnWithMoreSlowly() {
    try (Learner learner = lora()) {
      stopAt(5, named(learner, wild(1e-2, 5), false));
    }
    String told;
    try (Learner learner = lora()) {
      TrainPlan plan = named(learner, wild(1e20, 1), true);
      told =
          catchThrowableOfType(
                  UserException.class, () -> new Trainer().run(plan, new TrainListener() {}))
              .getMessage();
    }
    assertThat(told)
        .contains("training, step 7: the loss is NaN and the gradients' norm NaN")
        .contains("inspect/step-000007/batch.json")
        .contains("step-000005 is whole", "--run run --resume --rate 3.3e+19");
    assertThat(folder.resolve("run/checkpoints").toFile().list()).containsExactly("step-000005");
    assertThat(folder.resolve("run/inspect/step-000007/checkpoints/step-000006")).isDirectory();
    JsonNode batch =
        Json.read(folder.resolve("run/inspect/step-000007/batch.json"), JsonNode.class);
    assertThat(batch.at("/step").asLong()).isEqualTo(7);
    assertThat(batch.at("/gradientNorm").asString()).isEqualTo("NaN");
    assertThat(batch.at("/losses").size()).isEqualTo(7);
    assertThat(batch.at("/batch/0/scene").asString()).matches("e[0-6]");
    assertThat(batch.at("/batch/0/tokens").size()).isEqualTo(12);
    assertThat(batch.at("/batch/0/target/0").asBoolean()).isFalse();
    assertThat(batch.at("/batch/0/loss").asString()).isEqualTo("NaN");
    try (Learner learner = lora()) {
      RunSummary rest =
          new Trainer().run(named(learner, wild(1e-3, 0), true), new TrainListener() {});
      assertThat(rest.steps()).isEqualTo(300);
      assertThat(rest.loss()).isLessThan(4);
    }
  }

  @Test
  void aLossThatExplodesEndsTheTrainingBeforeItIsNoNumber() {
    try (Learner learner = new FullLearner(base)) {
      stopAt(20, named(learner, wild(1e-3, 5), false));
    }
    try (Weights other = Weights.random(TINY, 6);
        Learner learner = new FullLearner(other)) {
      TrainPlan plan = named(learner, wild(1, 5), true);
      assertThatThrownBy(() -> new Trainer().run(plan, new TrainListener() {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the loss explodes: 10 steps in a row above")
          .hasMessageContaining("is whole: go on from there more slowly");
    }
    List<Metric> log = log("run").toList();
    long last = log.getLast().step();
    assertThat(last).isBetween(29L, 100L);
    assertThat(log).allMatch(m -> Double.isFinite(m.loss()));
    assertThat(folder.resolve("run/checkpoints").toFile().list())
        .as("none of weights whose loss was too high")
        .hasSizeBetween(1, 2)
        .allMatch(name -> name.compareTo("step-%06d".formatted(last - Alarm.IN_A_ROW)) <= 0);
  }

  @Test
  void withTrapsTheFewestLeaksAreBestAndThenTheLoss() {
    Position at = Position.start("").measured(4, Optional.empty(), 0);
    at = at.stepped(1, 1).measured(3.5, Optional.of(0.5), 1);
    at = at.stepped(1, 2).measured(3.9, Optional.of(0.25), 2);
    assertThat(at.bestStep()).isEqualTo(2);
    assertThat(at.best()).hasValue(3.9);
    at = at.stepped(1, 3).measured(3.4, Optional.of(0.3), 3);
    assertThat(at.bestStep()).isEqualTo(2);
    assertThat(at.worse()).isEqualTo(1);
    at = at.stepped(1, 4).measured(3.8, Optional.of(0.25), 4);
    assertThat(at.bestStep()).as("as few leaks, less loss").isEqualTo(4);
    assertThat(at.bestLeaks()).hasValue(0.25);
    assertThat(at.worse()).isZero();
  }

  @Test
  void aTrialChoosesAndItsModelIsTheOneOfThatStep() {
    List<Double> leaks = List.of(0.5, 0.25, 0.75, 0.5);
    List<String> told = new ArrayList<>();
    try (Learner learner = lora()) {
      Recipe recipe = recipe(8, 2, 0);
      TrainPlan p = plan(learner, "run", recipe, false);
      TrainPlan plan =
          new TrainPlan(
              recipe,
              learner,
              EXAMPLES,
              HELD_OUT,
              p.folder(),
              p.writer(),
              false,
              Map.of(),
              Optional.of(model -> {
                assertThat(model.resolve("model.txt")).hasContent("model");
                return leaks.get(told.size());
              }),
              Optional.of(4.5),
              "");
      var listener =
          new TrainListener() {
            @Override
            public void asked(long step, double share) {
              told.add(step + ": " + share);
            }

            @Override
            public void measuring(long step, int done, int all) {
              assertThat(step).as("the untrained loss was known").isPositive();
            }
          };
      RunSummary summary = new Trainer().run(plan, listener);
      assertThat(summary.step()).isEqualTo(4);
      assertThat(summary.leaks()).hasValue(0.25);
      assertThat(summary.untrained()).hasValue(4.5);
      assertThat(summary.model()).hasFileName("step-000004");
    }
    assertThat(told).containsExactly("2: 0.5", "4: 0.25", "6: 0.75", "8: 0.5");
    assertThat(log("run").flatMap(m -> m.leaks().stream())).isEqualTo(leaks);
    assertThat(folder.resolve("run").toFile().list())
        .containsExactlyInAnyOrder("metrics.jsonl", "checkpoints");
  }

  @Test
  void aDiskTooSmallIsToldBeforeTheFirstStep() {
    try (Learner learner = lora()) {
      TrainPlan plan = plan(learner, "run", recipe(12, 5, 4), false);
      new Trainer(where -> 1L << 30).checkRoom(plan);
      assertThatThrownBy(() -> new Trainer(where -> 9_000).checkRoom(plan))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("run: no space left on the disk")
          .hasMessageContaining("(4 of 1 MB for checkpoints, the result 1 MB), 0 MB are free")
          .hasMessageContaining("--home")
          .hasMessageContaining("save-every");
    }
  }

  @Test
  void theRoomNeededIsThatOfTheCheckpointsThereWillBe() {
    try (Learner learner = lora()) {
      DiskNeed twoSteps = DiskNeed.of(plan(learner, "run", unwatched(2, 50), false));
      long numbers = learner.vectors().getFirst().value().numel();
      assertThat(twoSteps).isEqualTo(new DiskNeed(16 * numbers, 1, 4 * numbers));
      assertThat(DiskNeed.of(plan(learner, "run", unwatched(500, 50), false)).checkpoints())
          .isEqualTo(3);
      assertThat(DiskNeed.of(plan(learner, "run", unwatched(500, 0), false)).checkpoints())
          .isEqualTo(1);
    }
  }

  private static Recipe unwatched(int steps, int saveEvery) {
    Recipe recipe = recipe(steps, 0, saveEvery);
    return with(recipe, recipe.optimizer(), new Recipe.Watch(0, saveEvery, 0, false));
  }

  @Test
  void aCheckpointTheDiskHasNoRoomForLeavesTheEarlierOneAndTellsTheWayOn() {
    List<Path> written = new ArrayList<>();
    TrainPlan.ModelWriter full =
        to -> {
          written.add(to);
          if (written.size() > 1) {
            throw Failures.writing(to.resolve("x"), new IOException("No space left on device"));
          }
        };
    try (Learner learner = lora()) {
      TrainPlan plan = plan(learner, "run", unwatched(12, 4), false, full);
      assertThatThrownBy(() -> new Trainer().run(plan, new TrainListener() {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("run: no space left on the disk")
          .hasMessageContaining("step-000004 is whole")
          .hasMessageContaining("--run run --resume")
          .hasMessageNotContaining(".tmp");
    }
    assertThat(folder.resolve("run/checkpoints").toFile().list()).containsExactly("step-000004");
    try (Learner learner = lora()) {
      RunSummary rest =
          new Trainer().run(plan(learner, "run", unwatched(12, 4), true), new TrainListener() {});
      assertThat(rest.steps()).isEqualTo(12);
      assertThat(log("run")).hasSize(12);
    }
  }

  @Test
  void aLineOfTheLogThatWasCutShortKeepsNobodyFromGoingOn() throws IOException {
    try (Learner learner = lora()) {
      stopAt(2, plan(learner, "run", recipe(4, 0, 0), false));
    }
    Path log = folder.resolve("run/metrics.jsonl");
    Files.writeString(log, Files.readString(log) + "{\"step\":3,\"tok");
    try (Learner learner = lora()) {
      new Trainer().run(plan(learner, "run", recipe(4, 0, 0), true), new TrainListener() {});
    }
    assertThat(log("run").map(Metric::step)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aBadLineInTheMiddleOfTheLogIsToldAndNothingIsLost() throws IOException {
    try (Learner learner = lora()) {
      stopAt(2, plan(learner, "run", recipe(4, 0, 0), false));
    }
    Path log = folder.resolve("run/metrics.jsonl");
    String damaged = "{\"step\":0,\"tok\n" + Files.readString(log);
    Files.writeString(log, damaged);
    try (Learner learner = lora()) {
      TrainPlan plan = plan(learner, "run", recipe(4, 0, 0), true);
      assertThatThrownBy(() -> new Trainer().run(plan, new TrainListener() {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("metrics.jsonl:1");
    }
    assertThat(Files.readString(log)).isEqualTo(damaged);
  }

  @Test
  void measuringIsToldAsItGoes() {
    List<String> told = new ArrayList<>();
    var listener =
        new TrainListener() {
          @Override
          public void measuring(long step, int done, int all) {
            told.add(step + ": " + done + " of " + all);
          }

          @Override
          public void measured(long step, double heldOut) {
            told.add(step + ": measured");
          }
        };
    List<Example> many = examples(2, 200);
    try (Learner learner = lora()) {
      Path run = folder.resolve("run");
      var plan = new TrainPlan(recipe(1, 0, 0), learner, EXAMPLES, many, run, f -> {}, false);
      new Trainer().run(plan, listener);
    }
    assertThat(told)
        .startsWith("0: 0 of 200", "0: 93 of 200", "0: 186 of 200", "0: measured", "1: 0 of 200")
        .endsWith("1: measured");
  }

  @Test
  void refusesToResumeWithOtherExamples() {
    try (Learner learner = lora()) {
      new Trainer().run(plan(learner, "run", recipe(2, 0, 0), false), new TrainListener() {});
      var other =
          new TrainPlan(
              recipe(2, 0, 0), learner, HELD_OUT, List.of(), folder.resolve("run"), f -> {}, true);
      assertThatThrownBy(() -> new Trainer().run(other, new TrainListener() {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("other examples");
    }
  }

  @Test
  void refusesToLearnFromNothing() {
    try (Learner learner = lora()) {
      assertThatThrownBy(() ->
              new TrainPlan(recipe(1, 0, 0), learner, List.of(), List.of(), folder, f -> {}, false))
          .isInstanceOf(UserException.class);
    }
  }

  private static TrainListener recording(List<Long> steps) {
    return new TrainListener() {
      @Override
      public void stepped(Metric metric, double done, double secondsLeft) {
        steps.add(metric.step());
      }
    };
  }

  private RunSummary stopAt(long step, TrainPlan plan) {
    Trainer trainer = new Trainer();
    return trainer.run(
        plan,
        new TrainListener() {
          @Override
          public void stepped(Metric metric, double done, double secondsLeft) {
            if (metric.step() == step) {
              trainer.stop();
            }
          }
        });
  }

  private LoraLearner lora() {
    return new LoraLearner(base, LORA, 3);
  }

  private TrainPlan plan(Learner learner, String name, Recipe recipe, boolean resume) {
    return plan(
        learner,
        name,
        recipe,
        resume,
        f -> dev.understudy.store.AtomicFiles.write(f.resolve("model.txt"), "model"));
  }

  private TrainPlan plan(
      Learner learner, String name, Recipe recipe, boolean resume, TrainPlan.ModelWriter writer) {
    return new TrainPlan(recipe, learner, EXAMPLES, HELD_OUT, folder.resolve(name), writer, resume);
  }

  private Stream<Metric> log(String name) {
    return JsonLines.read(folder.resolve(name).resolve("metrics.jsonl"), Metric.class).stream();
  }

  private static Recipe recipe(int steps, int evaluateEvery, int saveEvery) {
    Recipe recipe = Recipe.defaults().with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps));
    return with(
        recipe,
        new Recipe.Optimizer(1e-2, 3, Recipe.Schedule.COSINE, 1, 0.01),
        new Recipe.Watch(evaluateEvery, saveEvery, 0, true));
  }

  private static Recipe with(Recipe r, Recipe.Optimizer optimizer, Recipe.Watch watch) {
    return r.with(optimizer).with(watch);
  }

  private static List<float[]> values(Learner learner) {
    return learner.vectors().stream()
        .map(Parameter::value)
        .map(v -> NativeFloats.of(v).segment().toArray(ValueLayout.JAVA_FLOAT))
        .toList();
  }

  private static List<Example> examples(long seed, int count) {
    var random = new Random(seed);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < count; i++) {
      int[] tokens = random.ints(12, 0, 31).toArray();
      boolean[] target = new boolean[12];
      java.util.Arrays.fill(target, 4, 12, true);
      examples.add(new Example(tokens, target));
    }
    return examples;
  }
}
