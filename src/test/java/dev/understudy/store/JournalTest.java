package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import dev.understudy.store.Journal.Entry;
import dev.understudy.store.Journal.Spent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void names() {
    file = folder.resolve("deep/journal.db");
  }

  @Test
  void whatWasPutIsFoundAgain() {
    try (var journal = Journal.open(file)) {
      journal.put(entry("a", "{\"text\":\"Grüße, 👋\"}"));
      assertThat(journal.find(List.of("a", "b")))
          .isEqualTo(Map.of("a", "{\"text\":\"Grüße, 👋\"}"));
    }
    try (var journal = Journal.open(file)) {
      assertThat(journal.find(List.of("a", "b")))
          .isEqualTo(Map.of("a", "{\"text\":\"Grüße, 👋\"}"));
      assertThat(journal.size()).isEqualTo(1);
    }
  }

  @Test
  void theFirstReplyToAKeyStays() {
    try (var journal = Journal.open(file)) {
      journal.put(entry("a", "first"));
      journal.put(entry("a", "second"));
      assertThat(journal.find(List.of("a"))).containsEntry("a", "first");
    }
  }

  @Test
  void sumsUpByWhatAndWhom() {
    try (var journal = Journal.open(file)) {
      journal.put(new Entry("a", "scenes", "m/1", 10, 1, 0.5, "{}"));
      journal.put(new Entry("b", "scenes", "m/1", 20, 2, 0.25, "{}"));
      journal.put(new Entry("c", "memories", "m/1", 5, 3, 0, "{}"));
      assertThat(journal.spent())
          .containsExactly(
              new Spent("memories", "m/1", 1, 5, 3, 0), new Spent("scenes", "m/1", 2, 30, 3, 0.75));
    }
  }

  @Test
  void manyThreadsPutAndAllIsThere() {
    try (var journal = Journal.open(file)) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        IntStream.range(0, 2000)
            .forEach(i -> threads.execute(() -> journal.put(entry("k" + i, "r" + i))));
      }
      assertThat(journal.size()).isEqualTo(2000);
    }
    try (var journal = Journal.open(file)) {
      assertThat(journal.find(List.of("k0", "k1999")))
          .isEqualTo(Map.of("k0", "r0", "k1999", "r1999"));
    }
  }

  @Test
  void isOpenOnceAtATime() {
    try (var first = Journal.open(file)) {
      first.put(entry("a", "r"));
      assertThatThrownBy(() -> Journal.open(file))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("is open in another running Understudy");
      assertThat(first.find(List.of("a"))).containsEntry("a", "r");
    }
    Journal.open(file).close();
  }

  @Test
  void refusesWhatIsNoDatabase() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "Dear diary, ".repeat(1000));
    assertThatThrownBy(() -> Journal.open(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is no journal of Understudy");
    assertThat(Files.readString(file)).startsWith("Dear diary");
  }

  @Test
  void refusesAnothersDatabaseAndLeavesItAsItIs() throws Exception {
    Files.createDirectories(file.getParent());
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement()) {
      statement.execute("CREATE TABLE call (key TEXT)");
    }
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> Journal.open(file))
        .hasMessageContaining("is no journal of Understudy");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void refusesANewerVersion() throws Exception {
    Journal.open(file).close();
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement()) {
      statement.execute("PRAGMA user_version = 7");
    }
    assertThatThrownBy(() -> Journal.open(file)).hasMessageContaining("is a journal of version 7");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    fill(500);
    try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() / 2 / 4096 * 4096);
    }
    assertThatThrownBy(() -> Journal.open(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged")
        .hasMessageContaining(".recover");
  }

  @Test
  void refusesAFileWithRubbishInIt() throws IOException {
    fill(500);
    try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(raw.length() / 3 / 4096 * 4096);
      raw.write(new byte[8192]);
    }
    assertThatThrownBy(() -> Journal.open(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void anEmptyFileBecomesAJournal() throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    try (var journal = Journal.open(file)) {
      assertThat(journal.size()).isZero();
    }
  }

  @Test
  void aFailedWriteReachesEveryoneWhoWaitedAndLaterOnesAreTried() {
    var tries = new java.util.concurrent.atomic.AtomicInteger();
    try (var commits =
        new GroupCommit(
            _ -> {
              if (tries.getAndIncrement() == 0) {
                throw new UserException("journal.db", "no space left", "");
              }
            },
            () -> {})) {
      assertThatThrownBy(() -> commits.put(entry("a", "r"))).hasMessageContaining("no space left");
      commits.put(entry("b", "r"));
    }
    assertThat(tries).hasValue(2);
  }

  @Test
  void whatIsCommittedIsSyncedWhenItIsQuietAndAtTheEnd() throws Exception {
    var syncs = new java.util.concurrent.Semaphore(0);
    try (var commits = new GroupCommit(_ -> {}, syncs::release)) {
      commits.put(entry("a", "r"));
      assertThat(syncs.tryAcquire(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      Thread.sleep(120);
      assertThat(syncs.availablePermits()).as("nothing new, nothing to sync").isZero();
      commits.put(entry("b", "r"));
    }
    assertThat(syncs.availablePermits()).isEqualTo(1);
  }

  @Test
  void afterADiskThatCannotSyncNothingIsTakenAnyMore() throws Exception {
    var tried = new java.util.concurrent.Semaphore(0);
    var commits =
        new GroupCommit(
            _ -> {},
            () -> {
              tried.release();
              throw new UserException(
                  "journal.db-wal", "can't be written (input/output error)", "");
            });
    commits.put(entry("a", "r"));
    assertThat(tried.tryAcquire(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    Thread.sleep(50);
    assertThatThrownBy(() -> commits.put(entry("b", "r"))).hasMessageContaining("input/output");
    assertThatThrownBy(commits::close).hasMessageContaining("input/output");
  }

  @Test
  void underSteadyWritingItIsSyncedEverySecond() {
    var syncs = new java.util.concurrent.atomic.AtomicInteger();
    try (var commits = new GroupCommit(_ -> {}, syncs::incrementAndGet)) {
      long until = System.nanoTime() + 1_500_000_000L;
      while (System.nanoTime() < until) {
        commits.put(entry("a", "r"));
      }
      assertThat(syncs.get()).isGreaterThanOrEqualTo(1);
    }
  }

  private void fill(int calls) {
    try (var journal = Journal.open(file)) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        IntStream.range(0, calls)
            .forEach(
                i -> threads.execute(() -> journal.put(entry("key " + i, "reply ".repeat(200)))));
      }
    }
  }

  private static Entry entry(String key, String reply) {
    return new Entry(key, "scenes", "openai/m", 3, 4, 0, reply);
  }
}
