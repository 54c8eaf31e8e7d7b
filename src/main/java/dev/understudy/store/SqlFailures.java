package dev.understudy.store;

import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteException;

/// What SQLite refused, in words that name the file and a way out.
final class SqlFailures {
  private SqlFailures() {}

  static UserException told(Path file, SQLException e) {
    int code = e instanceof SQLiteException s ? s.getResultCode().code & 0xff : -1;
    return switch (code) {
      case 5, 6 -> // SQLITE_BUSY, SQLITE_LOCKED
          failure(
              file,
              "is open in another running Understudy",
              "Wait until that one ends, or stop it; nothing was changed.",
              e);
      case 11 -> damaged(file, String.valueOf(e.getMessage()), e); // SQLITE_CORRUPT
      case 26 -> foreign(file); // SQLITE_NOTADB
      case 13 -> // SQLITE_FULL
          failure(
              file,
              "no space left on the disk to write it",
              "Free some space and run again: every call before is kept.",
              e);
      case 3, 8, 14 -> // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN
          failure(
              file,
              "can't be opened for writing (" + e.getMessage() + ")",
              "Change the permissions of the file and its folder.",
              e);
      default -> failure(file, "can't be used (" + e.getMessage() + ")", "", e);
    };
  }

  static UserException foreign(Path file) {
    return new UserException(
        file.toString(),
        "is no journal of Understudy",
        "Move the file away: a new journal is then begun in its place.");
  }

  /// Reads every page's structure, in milliseconds for thousands of calls.
  static void checkWhole(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (row.next() && !row.getString(1).equals("ok")) {
        throw damaged(file, row.getString(1), new SQLException(row.getString(1)));
      }
    }
  }

  private static UserException damaged(Path file, String how, SQLException e) {
    return failure(
        file,
        "is damaged (" + how.lines().findFirst().orElse("") + ")",
        "Put a backup in its place, save what can be read by `sqlite3 FILE .recover`, or move it"
            + " away: its calls are then made again.",
        e);
  }

  private static UserException failure(Path file, String what, String fix, SQLException e) {
    return new UserException(file.toString(), what, fix, e);
  }
}
