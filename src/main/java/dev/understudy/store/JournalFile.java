package dev.understudy.store;

import dev.understudy.problem.UserException;
import dev.understudy.store.Journal.Entry;
import dev.understudy.store.Journal.Spent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/// The SQL of the journal: one connection, used by one thread at a time.
///
/// A commit is written to the write-ahead log, and synced by [#sync] a little later, see
/// [GroupCommit]; SQLite itself syncs only where it has to, so that no power cut damages the file
/// (`synchronous = NORMAL`). The file is locked for this process until it ends, however it ends
/// (`locking_mode = EXCLUSIVE`).
final class JournalFile implements AutoCloseable {
  /// Stands in the file's header and tells our journals from other databases: "Unds".
  private static final int APPLICATION = 0x556e6473;

  private static final int VERSION = 1;

  private static final String TABLE =
      """
      CREATE TABLE call (
        key TEXT PRIMARY KEY,
        what TEXT NOT NULL,
        model TEXT NOT NULL,
        input INTEGER NOT NULL,
        output INTEGER NOT NULL,
        cost REAL NOT NULL,
        reply TEXT NOT NULL
      ) STRICT\
      """;

  private static final String INSERT =
      "INSERT OR IGNORE INTO call (key, what, model, input, output, cost, reply) VALUES (?, ?, ?, ?, ?, ?, ?)";

  private static final String SPENT =
      "SELECT what, model, count(*), sum(input), sum(output), sum(cost) FROM call GROUP BY what, model ORDER BY what, model";

  private final Path file;
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement select;

  private JournalFile(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.insert = connection.prepareStatement(INSERT);
    this.select = connection.prepareStatement("SELECT reply FROM call WHERE key = ?");
  }

  static JournalFile open(Path file) {
    try {
      Connection connection = connect(file);
      try {
        execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        checkOrCreate(connection, file);
        return new JournalFile(file, connection);
      } catch (SQLException | UserException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqlFailures.told(file, e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(0);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /// Looks before anything is changed: the file may be another program's.
  private static void checkOrCreate(Connection connection, Path file) throws SQLException {
    long application = number(connection, "PRAGMA application_id");
    long tables = number(connection, "SELECT count(*) FROM sqlite_schema");
    if (application == 0 && tables == 0) {
      create(connection);
      return;
    }
    if (application != APPLICATION) {
      throw SqlFailures.foreign(file);
    }
    long version = number(connection, "PRAGMA user_version");
    if (version != VERSION) {
      throw new UserException(
          file.toString(),
          "is a journal of version " + version + ", this program reads version " + VERSION,
          "Use the newer program, or move the journal away to begin a new one.");
    }
    settle(connection);
    SqlFailures.checkWhole(connection, file);
  }

  private static void create(Connection connection) throws SQLException {
    settle(connection);
    execute(connection, "BEGIN EXCLUSIVE");
    execute(connection, "PRAGMA application_id = " + APPLICATION);
    execute(connection, "PRAGMA user_version = " + VERSION);
    execute(connection, TABLE);
    execute(connection, "COMMIT");
  }

  private static void settle(Connection connection) throws SQLException {
    execute(connection, "PRAGMA journal_mode = WAL");
    execute(connection, "PRAGMA synchronous = NORMAL");
    execute(connection, "PRAGMA wal_autocheckpoint = 8000"); // pages: each costs two syncs
  }

  synchronized Map<String, String> find(Collection<String> keys) {
    var found = new HashMap<String, String>();
    try {
      for (String key : keys) {
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
          if (row.next()) {
            found.put(key, row.getString(1));
          }
        }
      }
      return found;
    } catch (SQLException e) {
      throw SqlFailures.told(file, e);
    }
  }

  /// All or none of the entries, committed on return.
  synchronized void insert(List<Entry> entries) {
    try {
      connection.setAutoCommit(false);
      try {
        for (Entry entry : entries) {
          insert(entry);
        }
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw SqlFailures.told(file, e);
    }
  }

  /// Returns once all that is committed is on the disk. SQLite's locks are on the main file, so the
  /// log may be opened beside it.
  void sync() {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.force(false);
    } catch (IOException e) {
      throw Failures.writing(log, e);
    }
  }

  private void insert(Entry entry) throws SQLException {
    insert.setString(1, entry.key());
    insert.setString(2, entry.what());
    insert.setString(3, entry.model());
    insert.setLong(4, entry.input());
    insert.setLong(5, entry.output());
    insert.setDouble(6, entry.cost());
    insert.setString(7, entry.reply());
    insert.executeUpdate();
  }

  synchronized long size() {
    try {
      return number(connection, "SELECT count(*) FROM call");
    } catch (SQLException e) {
      throw SqlFailures.told(file, e);
    }
  }

  synchronized List<Spent> spent() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SPENT)) {
      var all = new ArrayList<Spent>();
      while (row.next()) {
        all.add(
            new Spent(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getDouble(6)));
      }
      return List.copyOf(all);
    } catch (SQLException e) {
      throw SqlFailures.told(file, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      insert.close();
      select.close();
      connection.close();
    } catch (SQLException e) {
      throw SqlFailures.told(file, e);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
