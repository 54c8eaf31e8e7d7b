package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.pipeline.RunManifest.Purpose;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  @TempDir Path folder;
  private final Problems unread = new Problems();

  private Runs runs() {
    return new Runs(folder.resolve("runs"));
  }

  private void finish(String name, Purpose purpose, String split, double loss, int hour) {
    Json.write(
        runs().at(name).manifestFile(),
        new RunManifest(
            purpose,
            "a",
            "b",
            "c",
            split,
            9,
            99,
            1,
            4,
            loss,
            "2026-01-01T%02d".formatted(hour),
            Map.of("leaks", 0.2),
            Map.of()));
  }

  private String talking() {
    return runs().talking(unread).map(Run::name).orElse("nobody");
  }

  @Test
  void withoutRunsNobodyTalks() {
    assertThat(talking()).isEqualTo("nobody");
    assertThat(runs().all()).isEmpty();
  }

  @Test
  void theBestOfTheNewestSplitTalksAndNoDemoReplacesIt() {
    finish("shipped", Purpose.TRAIN, "other", 1.0, 20);
    finish("demo", Purpose.DEMO, "new", 1.1, 21);
    assertThat(talking()).isEqualTo("shipped");
    finish("easy", Purpose.TRAIN, "old", 1.2, 5);
    assertThat(talking()).isEqualTo("easy");
    finish("good", Purpose.TRAIN, "new", 2.3, 6);
    finish("worse", Purpose.TRAIN, "new", 2.4, 7);
    assertThat(talking()).isEqualTo("good");
  }

  @Test
  void aThrowawayRunDoesNotReplaceAShippedOneMeasuredOnTheSameScenes() {
    finish("shipped", Purpose.TRAIN, "s", 2.5, 1);
    finish("two-steps", Purpose.TRAIN, "s", 4.0, 2);
    assertThat(talking()).isEqualTo("shipped");
    finish("long", Purpose.TRAIN, "s", 2.4, 3);
    assertThat(talking()).isEqualTo("long");
  }

  @Test
  void aRunThatWasMeasuredOnNothingIsWorseThanAnyOther() {
    finish("unmeasured", Purpose.TRAIN, "s", Double.NaN, 9);
    assertThat(talking()).isEqualTo("unmeasured");
    assertThat(runs().at("unmeasured").manifest().heldOutLoss()).isNaN();
    finish("measured", Purpose.TRAIN, "s", 3, 8);
    assertThat(talking()).isEqualTo("measured");
  }

  @Test
  void theChosenOneTalksUntilTheChoiceIsForgotten() {
    finish("good", Purpose.TRAIN, "s", 2, 1);
    finish("demo", Purpose.DEMO, "s", 3, 2);
    runs().use(runs().finished("demo"));
    assertThat(talking()).isEqualTo("demo");
    runs().useBest();
    runs().useBest();
    assertThat(talking()).isEqualTo("good");
  }

  @Test
  void aChosenRunThatIsGoneIsToldWithTheWayOut() {
    finish("good", Purpose.TRAIN, "s", 2, 1);
    for (String gone : new String[] {"gone", "../../etc", ""}) {
      AtomicFiles.write(folder.resolve("runs/chosen"), gone + "\n");
      assertThatThrownBy(this::talking)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("chosen")
          .hasMessageContaining("run " + gone)
          .hasMessageContaining("--best");
    }
  }

  @Test
  void anUnfinishedRunIsNamedAndOneMisspeltIsGuessed() {
    finish("long-one", Purpose.TRAIN, "s", 2, 1);
    AtomicFiles.write(runs().at("half").recipe(), "");
    assertThat(runs().all().stream().map(Run::name)).containsExactly("half", "long-one");
    assertThat(talking()).isEqualTo("long-one");
    assertThatThrownBy(() -> runs().finished("half"))
        .hasMessageContaining("run half: is not finished")
        .hasMessageContaining("--run half --resume");
    assertThatThrownBy(() -> runs().finished("long-oen"))
        .hasMessageContaining("does not exist")
        .hasMessageContaining("Did you mean 'long-one'?");
  }

  @Test
  void aTrainingGetsANewPlaceOrAnInterruptedOne() {
    assertThat(runs().toTrain(null, false).name()).startsWith("run-");
    assertThatThrownBy(() -> runs().toTrain(null, true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds no interrupted training");
    assertThatThrownBy(() -> runs().toTrain("a", true)).hasMessageContaining("does not exist");
    assertThatThrownBy(() -> runs().toTrain("../a", false)).hasMessageContaining("is not a name");

    AtomicFiles.write(runs().at("b").checkpoints().resolve("step-000001/x"), "");
    AtomicFiles.write(runs().at("c").recipe(), "");
    assertThat(runs().toTrain(null, true).name()).isEqualTo("b");
    assertThatThrownBy(() -> runs().toTrain("b", false))
        .hasMessageContaining("is there already, not finished")
        .hasMessageContaining("--resume");
    finish("b", Purpose.TRAIN, "s", 2, 1);
    assertThatThrownBy(() -> runs().toTrain("b", true)).hasMessageContaining("is finished");
    assertThatThrownBy(() -> runs().toTrain("b", false)).hasMessageContaining("is there already");
  }

  @Test
  void aRunWithABrokenManifestIsLeftOutAndNamed() {
    AtomicFiles.write(
        runs().at("a").manifestFile(), "{\"purpose\": \"train\",\n \"steps\": \"x\"}");
    finish("good", Purpose.TRAIN, "s", 2, 1);
    assertThat(talking()).isEqualTo("good");
    assertThat(unread.all())
        .singleElement()
        .satisfies(p -> assertThat(p.where()).contains("run.json:2"))
        .satisfies(p -> assertThat(p.what()).contains("so run a can't talk"))
        .satisfies(p -> assertThat(p.fix()).contains("delete the folder"));
    runs().use(runs().at("a"));
    assertThatThrownBy(this::talking)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("run.json")
        .hasMessageContaining("--best");
  }
}
