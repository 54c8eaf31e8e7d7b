package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.store.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Trainings in processes of their own that are killed, as by `kill -9` or a power cut, and gone on
/// with: what comes out is the same to the bit.
@DisabledOnOs(OS.WINDOWS)
class KilledTest {
  private static final String WHOLE = "whole-";

  @TempDir static Path folder;

  /// Unbroken ones, with one thread and with two. How often they save changes nothing.
  @BeforeAll
  static void trainWithoutABreak() throws Exception {
    finish(WHOLE + 1, 1, 10, false);
    finish(WHOLE + 2, 2, 10, false);
  }

  @Test
  void tenStepsAKillAndTenMoreAreTwentyWithOneThread() throws Exception {
    tenStepsAKillAndTenMore(1);
  }

  /// The sums that threads make by themselves are added in one order.
  @Test
  void tenStepsAKillAndTenMoreAreTwentyWithTwoThreads() throws Exception {
    tenStepsAKillAndTenMore(2);
  }

  private static void tenStepsAKillAndTenMore(int threads) throws Exception {
    String run = "killed-" + threads;
    killWhenAsleep(run, threads, 10, 13);
    assertThat(checkpoints(run)).containsExactly("step-000010");
    assertThat(steps(run)).endsWith(13L);
    finish(run, threads, 10, true);
    assertThat(steps(run)).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
    assertSame(run, WHOLE + threads);
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    finish("again", 1, 20, false);
    assertSame("again", WHOLE + 1);
  }

  @Test
  void killedWhileItWritesACheckpointTheOneBeforeIsUsed() throws Exception {
    killWhenAsleep("writing", 1, 5, 15, "w");
    assertThat(checkpoints("writing"))
        .hasSize(3)
        .contains("step-000005", "step-000010")
        .anyMatch(name -> name.matches("\\.step-000015\\..*\\.tmp"));
    finish("writing", 1, 5, true);
    assertThat(checkpoints("writing"))
        .as("nothing unfinished is left")
        .containsExactly("step-000015", "step-000020");
    assertSame("writing", WHOLE + 1);
  }

  /// A checkpoint after each step, and two moments to die at: in a step, in a write, between two
  /// renames.
  @Test
  void killedAtAnyMomentItGoesOnFromTheLastWholeCheckpoint() throws Exception {
    var random = new Random(4);
    List<Long> reached = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Process process = start("moments", List.of("1", "1", Boolean.toString(i > 0)));
      Path checkpoint = folder.resolve("moments/checkpoints/step-%06d".formatted(4 + 6 * i));
      while (process.isAlive() && !Files.exists(checkpoint)) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(12));
      process.destroyForcibly().waitFor();
      reached.add(
          checkpoints("moments").stream()
              .filter(name -> name.startsWith("step-"))
              .mapToLong(name -> Long.parseLong(name.substring(5)))
              .max()
              .orElse(0));
    }
    assertThat(reached).isSorted();
    assertThat(reached.getFirst()).isGreaterThanOrEqualTo(4);
    finish("moments", 1, 1, true);
    assertSame("moments", WHOLE + 1);
  }

  /// The operating system itself refuses to write: a file may have no more than 8 or 16 kB, which
  /// is enough for the log but not for a checkpoint.
  @Test
  void whereTheSystemRefusesToWriteACheckpointTheOneBeforeIsWhole() throws Exception {
    killWhenAsleep("full", 1, 5, 7);
    Path state = folder.resolve("full/checkpoints/step-000005/state.safetensors");
    byte[] before = Files.readAllBytes(state);
    List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 16; exec \"$@\"", "sh"));
    limited.addAll(command("full", List.of("1", "5", "true")));
    Process process = new ProcessBuilder(limited).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains("step-000005 is whole: train with --run full --resume");
    assertThat(checkpoints("full")).containsExactly("step-000005");
    assertThat(state).hasBinaryContent(before);
    finish("full", 1, 5, true);
    assertSame("full", WHOLE + 1);
  }

  /// The adapter and the optimizer's state to the byte, and the log but for its clock.
  private static void assertSame(String run, String whole) throws IOException {
    for (String file : List.of("adapter_model.safetensors", "state.safetensors")) {
      assertThat(last(run).resolve(file)).hasSameBinaryContentAs(last(whole).resolve(file));
    }
    assertThat(losses(run)).hasSize(TrainProcess.STEPS).isEqualTo(losses(whole));
  }

  private static Path last(String run) {
    return folder.resolve(run).resolve("checkpoints/step-000020");
  }

  private static List<String> checkpoints(String run) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve(run).resolve("checkpoints"))) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Metric> log(String run) {
    return JsonLines.readAppended(folder.resolve(run).resolve("metrics.jsonl"), Metric.class);
  }

  private static List<Long> steps(String run) {
    return log(run).stream().map(Metric::step).toList();
  }

  private static List<List<Object>> losses(String run) {
    return log(run).stream()
        .map(m -> List.<Object>of(m.loss(), m.gradientNorm(), m.heldOut()))
        .toList();
  }

  private static void finish(String run, int threads, int saveEvery, boolean resume)
      throws Exception {
    Process process = start(run, List.of("" + threads, "" + saveEvery, Boolean.toString(resume)));
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(run + ".log"))).isZero();
  }

  private static void killWhenAsleep(
      String run, int threads, int saveEvery, int step, String... more) throws Exception {
    var args = new ArrayList<>(List.of("" + threads, "" + saveEvery, "false", "" + step));
    args.addAll(Arrays.asList(more));
    Process process = start(run, args);
    Path sleeps = folder.resolve(run + "." + TrainProcess.SLEEPS);
    while (process.isAlive() && !Files.exists(sleeps)) {
      Thread.sleep(5);
    }
    assertThat(process.isAlive()).as(Files.readString(folder.resolve(run + ".log"))).isTrue();
    process.destroyForcibly().waitFor();
  }

  private static Process start(String run, List<String> args) throws IOException {
    return new ProcessBuilder(command(run, args))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(run + ".log").toFile())
        .start();
  }

  private static List<String> command(String run, List<String> args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.openblas.load=mkl_rt",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                TrainProcess.class.getName(),
                folder.resolve(run).toString()));
    command.addAll(args);
    return command;
  }
}
