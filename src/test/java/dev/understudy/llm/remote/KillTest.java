package dev.understudy.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.understudy.llm.AskListener;
import dev.understudy.llm.CallKey;
import dev.understudy.llm.ChatRequest;
import dev.understudy.store.Journal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.sqlite.JDBC;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A process that asks is killed (SIGKILL) at 50 random moments, and begun again each time.
class KillTest {
  private static final int KILLS = 50;
  private static final int CALLS = 1500;

  @TempDir Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void noCommittedCallIsRepeatedOrLostAndTheResultIsTheSame() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Path journal = folder.resolve("journal.db");
    Path result = folder.resolve("result.jsonl");
    int inFlight = 0;
    try (var endpoint = new CountingEndpoint()) {
      Map<String, String> kept = Map.of();
      for (int kill = 0; kill < KILLS; kill++) {
        String where = "kill " + kill + " of seed " + seed;
        int before = endpoint.count();
        long done = runAndKill(endpoint, journal, result, random);
        List<String> asked = endpoint.asked();

        Set<String> repeated = new HashSet<>(asked.subList(before, asked.size()));
        repeated.retainAll(kept.keySet());
        assertThat(repeated).as("asked though they were kept, %s", where).isEmpty();
        Map<String, String> now = keptIn(journal);
        assertThat(now).as("kept after %s", where).containsAllEntriesOf(kept);
        assertThat(now.size()).as("counted only once kept, %s", where).isGreaterThanOrEqualTo((int) done);
        Set<String> lost = new HashSet<>(asked.subList(before, asked.size()));
        lost.removeAll(now.keySet());
        assertThat(lost).as("in flight at %s", where).hasSizeLessThanOrEqualTo(ResumedWork.IN_FLIGHT);
        inFlight += lost.size();
        kept = now;
      }
      assertThat(kept.size()).as("the kills came before the end").isLessThan(CALLS);
      assertThat(Files.exists(result)).isFalse();

      Process last = start(endpoint, journal, result);
      last.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      assertThat(last.waitFor()).isZero();
      assertThat(endpoint.asked()).hasSizeLessThanOrEqualTo(CALLS + inFlight);
      assertThat(new HashSet<>(endpoint.asked())).hasSize(CALLS);
    }
    assertThat(result).hasSameBinaryContentAs(undisturbed());
  }

  /// @return how many calls it had said were done
  private long runAndKill(CountingEndpoint endpoint, Path journal, Path result, Random random)
      throws Exception {
    int until = endpoint.count() + random.nextInt(40);
    Process process = start(endpoint, journal, result);
    try (BufferedReader said = process.inputReader()) {
      while (endpoint.count() < until && process.isAlive()) {
        Thread.sleep(0, 100_000);
      }
      // a call may be on its way out, on its way back, in a commit, or (when `until` is now) the
      // program still starting
      Thread.sleep(random.nextInt(6), random.nextInt(1_000_000));
      process.destroyForcibly();
      process.waitFor();
      return lastNumber(said);
    }
  }

  private static long lastNumber(BufferedReader said) {
    long last = 0;
    try {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = line.matches("\\d+") ? Long.parseLong(line) : last;
      }
    } catch (IOException _) {
      // the pipe of a killed process
    }
    return last;
  }

  private Process start(CountingEndpoint endpoint, Path journal, Path result) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                classPath(),
                ResumedWork.class.getName()));
    command.addAll(
        List.of(
            endpoint.url().toString(), journal.toString(), result.toString(), CALLS + ""));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// Only what the program needs, so that it starts fast.
  private static String classPath() {
    return Stream.of(
            ResumedWork.class,
            Journal.class,
            JsonMapper.class,
            JsonFactory.class,
            JsonInclude.class,
            YAMLMapper.class,
            org.snakeyaml.engine.v2.api.Load.class,
            JDBC.class,
            Logger.class,
            NullMarked.class)
        .map(KillTest::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// What is in the journal, by question.
  private static Map<String, String> keptIn(Path file) {
    Map<String, String> questions = new HashMap<>();
    for (ChatRequest request : ResumedWork.requests(CALLS)) {
      questions.put(CallKey.of("openai/m", request), request.messages().getFirst().text());
    }
    try (var journal = Journal.open(file)) {
      Map<String, String> kept = new HashMap<>();
      journal
          .find(questions.keySet())
          .forEach((key, reply) -> kept.put(String.valueOf(questions.get(key)), reply));
      assertThat(journal.size()).as("calls of other keys").isEqualTo(kept.size());
      return kept;
    }
  }

  private Path undisturbed() throws IOException {
    Path result = folder.resolve("undisturbed.jsonl");
    try (var endpoint = new CountingEndpoint()) {
      ResumedWork.run(
          endpoint.url(), folder.resolve("undisturbed.db"), result, CALLS, AskListener.SILENT);
      assertThat(endpoint.asked()).hasSize(CALLS).doesNotHaveDuplicates();
    }
    return result;
  }
}
