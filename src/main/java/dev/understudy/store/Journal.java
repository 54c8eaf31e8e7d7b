package dev.understudy.store;

import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Every finished call to a language model, so that none is paid for twice: key to reply, in one
/// SQLite file. What [#put] returned from survives a process killed at any moment. It survives a
/// power cut too, unless that comes within 50 ms, or within a second while calls come thick and
/// fast: then the last calls are made again, and nothing else is lost.
///
/// Many threads may use it at once; one process has it open at a time.
public final class Journal implements AutoCloseable {
  private final JournalFile file;
  private final GroupCommit commits;

  private Journal(JournalFile file) {
    this.file = file;
    this.commits = new GroupCommit(file::insert, file::sync);
  }

  /// One call.
  ///
  /// @param what what was asked for, to sum up by
  /// @param model whom
  /// @param input tokens read
  /// @param output tokens written
  /// @param cost in the money prices were given in; 0 where there was no price
  /// @param reply JSON, kept as it is
  public record Entry(
      String key, String what, String model, long input, long output, double cost, String reply) {}

  /// What the calls of one kind to one model came to.
  public record Spent(
      String what, String model, long calls, long input, long output, double cost) {}

  /// What some calls came to together.
  public record Total(long calls, long input, long output, double cost) {
    static final Total NOTHING = new Total(0, 0, 0, 0);

    Total plus(Spent spent) {
      return new Total(
          calls + spent.calls, input + spent.input, output + spent.output, cost + spent.cost);
    }

    /// What came since then.
    public Total minus(Total before) {
      return new Total(
          calls - before.calls, input - before.input, output - before.output, cost - before.cost);
    }

    public long tokens() {
      return input + output;
    }
  }

  /// Opens the journal, a new one when there is none.
  ///
  /// @throws UserException when another process has it open, when it is damaged, by a newer version
  ///   of the program, or no journal
  public static Journal open(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      AtomicFiles.createFolder(folder);
    }
    return new Journal(JournalFile.open(file));
  }

  /// The replies that are kept, by key.
  public Map<String, String> find(Collection<String> keys) {
    return file.find(keys);
  }

  /// Keeps one call, and returns once it is committed. A key that is there already keeps its reply.
  ///
  /// @throws UserException when it can't be written
  public void put(Entry entry) {
    commits.put(entry);
  }

  /// How many calls are kept.
  public long size() {
    return file.size();
  }

  /// What was spent so far, by what was asked for and whom, in the order of these names.
  public List<Spent> spent() {
    return file.spent();
  }

  /// What was spent so far in all.
  public Total total() {
    Total sum = Total.NOTHING;
    for (Spent spent : spent()) {
      sum = sum.plus(spent);
    }
    return sum;
  }

  /// Waits for what is being written.
  @Override
  public void close() {
    try {
      commits.close();
    } finally {
      file.close();
    }
  }
}
