package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.JsonLines;
import dev.understudy.tensor.Safetensors;
import dev.understudy.train.Metric;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Trainings of two real processes: this one and another.
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
class ProcessesTest {
  @TempDir Path folder;
  private Path home;
  private CharacterFolder ada;
  private String base;
  private final StringWriter out = new StringWriter();
  private final Watched err = new Watched();

  /// Does something once words are shown.
  private static final class Watched extends StringWriter {
    private String at = "";
    private Runnable then = () -> {};

    @Override
    public void write(String text, int from, int length) {
      super.write(text, from, length);
      if (!at.isEmpty() && toString().contains(at)) {
        at = "";
        then.run();
      }
    }
  }

  @BeforeEach
  void prepare() {
    home = folder.resolve("my home");
    ada = new SmallCharacter(home).talks(16).write();
    base = TinyBase.in(folder.resolve("base")).name();
    recipe(4);
  }

  private void recipe(int perStep) {
    AtomicFiles.write(
        home.resolve("recipes/demo.yaml"),
        """
        base: %s
        length: {steps: 10}
        threads: 1
        data: {examples-per-step: %d}
        watch: {save-every: 4}
        """
            .formatted(base, perStep));
  }

  private int run(String... args) {
    return new AtHome(home, out, err).run(args);
  }

  private Run at(String name) {
    return new Runs(ada.runs()).at(name);
  }

  @Test
  void twoProcessesLearnWhatOneDoesAlsoInTwoSittings() {
    assertThat(run("train", "ada", "--run", "one")).as(err.toString()).isZero();
    assertThat(run("train", "ada", "--run", "two", "--processes", "2")).as(err.toString()).isZero();
    List<Metric> one = metrics("one");
    List<Metric> two = metrics("two");
    assertThat(two).hasSize(10);
    for (int i = 0; i < 10; i++) {
      assertThat(two.get(i).loss()).isCloseTo(one.get(i).loss(), within(1e-4));
    }
    assertThat(one.getLast().loss()).isNotCloseTo(one.getFirst().loss(), within(1e-2));
    assertThat(at("two").manifest().heldOutLoss())
        .isCloseTo(at("one").manifest().heldOutLoss(), within(1e-4));
    Map<String, float[]> expected = adapter("one");
    adapter("two")
        .forEach((name, values) ->
            assertThat(values).as(name).containsExactly(expected.get(name), within(1e-4f)));
    assertThat(workers()).isEmpty();
    assertThat(at("two").recipe()).content().contains("processes: 2");
    goesOnAfterASignal("two");
  }

  /// Trains as `whole` did, in two sittings.
  private void goesOnAfterASignal(String whole) {
    err.at = "step 1";
    err.then = () -> kill(ProcessHandle.current().pid());
    assertThat(run("train", "ada", "--run", "halves", "--processes", "2"))
        .as(err.toString())
        .isEqualTo(143);
    assertThat(err.toString()).contains("Go on: understudy train ada --run halves --resume");
    assertThat(workers()).isEmpty();
    assertThat(metrics("halves")).hasSizeLessThan(10);
    assertThat(run("train", "ada", "--run", "halves", "--resume")).as(err.toString()).isZero();
    assertThat(metrics("halves").stream().map(Metric::loss))
        .isEqualTo(metrics(whole).stream().map(Metric::loss).toList());
    assertThat(model("halves")).hasSameBinaryContentAs(model(whole));
  }

  @Test
  void aSignalToAnotherProcessStopsAllInOrder() {
    err.at = "step 1";
    err.then = () -> kill(workers().getFirst().pid());
    assertThat(run("train", "ada", "--run", "first", "--processes", "2", "--steps", "100000"))
        .as(err.toString())
        .isEqualTo(130);
    assertThat(at("first").checkpoints()).isNotEmptyDirectory();
    assertThat(err.toString()).contains("Saved. Go on:");
  }

  @Test
  void aProcessThatIsKilledEndsTheTrainingWithItsName() {
    err.at = "step 1";
    err.then = () -> workers().forEach(ProcessHandle::destroyForcibly);
    long started = System.nanoTime();
    assertThat(run("train", "ada", "--run", "first", "--processes", "2", "--steps", "100000"))
        .isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(120));
    assertThat(err.toString())
        .containsPattern("error: training, rank 1 of 2: its process \\d+ has ended with status 137")
        .contains("--resume");
    assertThat(workers()).isEmpty();
  }

  @Test
  void theOthersEndWithTheFirstHoweverItEnds() throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "train"));
    command.addAll(List.of("ada", "--run", "first", "--processes", "2", "--steps", "100000"));
    command.addAll(List.of("--home", home.toString()));
    Path said = folder.resolve("said");
    Process first =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      Run run = at("first");
      await(() -> !first.isAlive() || hasCheckpoint(run));
      List<ProcessHandle> others = first.descendants().toList();
      assertThat(others).as(Files.readString(said)).hasSize(1);
      first.destroyForcibly().waitFor();
      await(() -> !others.getFirst().isAlive());
    } finally {
      first.destroyForcibly();
    }
    int reached = metrics("first").size();
    assertThat(
            run(
                "train",
                "ada",
                "--run",
                "first",
                "--resume",
                "--processes",
                "2",
                "--steps",
                String.valueOf(reached + 2)))
        .as(err.toString())
        .isZero();
    assertThat(metrics("first")).hasSize(reached + 2);
  }

  @Test
  void fewerExamplesThanProcessesAreRefused() {
    recipe(1);
    assertThat(run("train", "ada", "--run", "first", "--processes", "2")).isEqualTo(1);
    assertThat(err.toString())
        .contains("data.examples-per-step in the recipe: is 1, but 2 processes share")
        .contains("Set it to 2 or a multiple of that");
    assertThat(at("first").folder()).doesNotExist();
    assertThat(run("train", "ada", "--processes", "0")).isEqualTo(2);
  }

  private static boolean hasCheckpoint(Run run) {
    if (!Files.isDirectory(run.checkpoints())) {
      return false;
    }
    try (Stream<Path> all = Files.list(run.checkpoints())) {
      return all.anyMatch(p -> Files.exists(p.resolve("position.json")));
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static List<ProcessHandle> workers() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
  }

  private static void kill(long pid) {
    try {
      new ProcessBuilder("kill", "-TERM", "" + pid).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<Metric> metrics(String run) {
    return JsonLines.readAppended(at(run).metrics(), Metric.class);
  }

  private Path model(String run) {
    return at(run).checkpoints().resolve("step-000010/adapter_model.safetensors");
  }

  /// As it was learnt, not rounded.
  private Map<String, float[]> adapter(String run) {
    try (Safetensors file = Safetensors.open(model(run))) {
      var all = new LinkedHashMap<String, float[]>();
      file.tensors()
          .forEach((name, info) -> {
            float[] values = new float[(int) info.elements()];
            file.read(name, MemorySegment.ofArray(values));
            all.put(name, values);
          });
      return all;
    }
  }
}
