package dev.understudy.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.store.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A process that asks an endpoint is killed, as by `kill -9`, and started again, fifty times: no
/// committed call is asked again or lost, and what comes out is the same to the byte.
///
/// The address tells the endpoint which life asks; it is no part of a call's key.
@DisabledOnOs(OS.WINDOWS)
class KilledAskingTest {
  private static final int KILLS = 50;
  private static final int REQUESTS = 1200;

  /// One life of so many is killed at any time after its start, be it asking yet or not.
  private static final int AT_ANY_TIME = 4;

  /// On average a life is answered so many before it is killed. Together they are fewer than all,
  /// and the endpoint answers no more: so however fast or slow the machine is, no life comes to its
  /// end.
  private static final int SHARE = REQUESTS / KILLS * 3 / 4;

  private static final int SIGKILL = 128 + 9;

  @TempDir Path folder;
  private Path journals;
  private final Random random = new Random(7);
  private final List<String> keys = AskProcess.keys(REQUESTS);

  @BeforeEach
  void makeFolder() throws IOException {
    journals = Files.createDirectory(folder.resolve("journals"));
  }

  /// What was asked in one life, and what the journal held at its end.
  private record Life(String name, Set<Integer> kept) {}

  @Test
  void killedFiftyTimesNothingIsAskedAgainOrLost() throws Exception {
    try (var endpoint = new CountingEndpoint()) {
      long startUp = finishUndisturbed(endpoint);
      assertThat(endpoint.asked("undisturbed")).hasSize(REQUESTS).doesNotHaveDuplicates();

      List<Life> lives = new ArrayList<>();
      Set<Integer> kept = Set.of();
      for (int kills = 0; kills < KILLS; ) {
        String name = "life-" + lives.size();
        boolean killed = kill(endpoint, name, lives.size(), REQUESTS - kept.size(), startUp);
        kills += killed ? 1 : 0;
        kept = kept(name);
        lives.add(new Life(name, kept));
      }
      finish(endpoint, "last", journals.resolve("journal.db"));
      lives.add(new Life("last", kept("last")));

      checkNothingAgainOrLost(endpoint, lives);
      assertThat(outcomes("last")).hasSameBinaryContentAs(outcomes("undisturbed"));
    }
  }

  private void checkNothingAgainOrLost(CountingEndpoint endpoint, List<Life> lives) {
    Set<Integer> before = Set.of();
    int asked = 0;
    int cutOff = 0;
    for (Life life : lives) {
      List<Integer> now = endpoint.asked(life.name);
      assertThat(now).as(life.name).doesNotHaveDuplicates().noneMatch(before::contains);
      assertThat(before).as(life.name).allMatch(life.kept::contains);
      Set<Integer> inFlight = new HashSet<>(now);
      inFlight.removeAll(life.kept);
      assertThat(inFlight.size()).as(life.name).isLessThanOrEqualTo(AskProcess.IN_FLIGHT);
      asked += now.size();
      cutOff += inFlight.size();
      before = life.kept;
    }
    assertThat(before).as("kept in the end").hasSize(REQUESTS);
    assertThat(asked).as("asked in all").isEqualTo(REQUESTS + cutOff);
    assertThat(cutOff).as("calls that a kill cut off").isPositive();
  }

  /// Starts the process and kills it: when it was answered its share, or at any time. False when it
  /// came to its end before, as the last ones may when all is answered.
  private boolean kill(CountingEndpoint endpoint, String name, int life, int left, long startUp)
      throws Exception {
    int share = Math.max(0, Math.min(left - 1, random.nextInt(2 * SHARE)));
    endpoint.answersOnly(name, share);
    Process process = start(endpoint, name, journals.resolve("journal.db"));
    if (life % AT_ANY_TIME == 0) {
      Thread.sleep(random.nextLong(startUp * 5 / 4));
    } else {
      while (process.isAlive() && endpoint.asked(name).size() <= share) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(6));
    }
    process.destroyForcibly().waitFor();
    assertThat(process.exitValue()).as(log(name)).isIn(0, SIGKILL);
    return process.exitValue() == SIGKILL;
  }

  /// Looks into a copy: the next process shall find the files as the killed one left them.
  private Set<Integer> kept(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(journals)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    try (Journal journal = Journal.open(copy.resolve("journal.db"))) {
      Set<String> found = journal.find(keys).keySet();
      assertThat(journal.size()).isEqualTo(found.size());
      return IntStream.range(0, REQUESTS)
          .filter(i -> found.contains(keys.get(i)))
          .boxed()
          .collect(Collectors.toSet());
    }
  }

  /// Returns after how many milliseconds it asked for the first time.
  private long finishUndisturbed(CountingEndpoint endpoint) throws Exception {
    long began = System.nanoTime();
    Process process = start(endpoint, "undisturbed", folder.resolve("undisturbed.db"));
    while (process.isAlive() && endpoint.asked("undisturbed").isEmpty()) {
      Thread.sleep(1);
    }
    long startUp = (System.nanoTime() - began) / 1_000_000;
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(log("undisturbed")).isZero();
    return startUp;
  }

  private void finish(CountingEndpoint endpoint, String name, Path journal) throws Exception {
    Process process = start(endpoint, name, journal);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(log(name)).isZero();
  }

  private Path outcomes(String name) {
    return folder.resolve(name + ".txt");
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  private Process start(CountingEndpoint endpoint, String name, Path journal) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            AskProcess.class.getName(),
            journal.toString(),
            outcomes(name).toString(),
            endpoint.address(name),
            Integer.toString(REQUESTS))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }
}
