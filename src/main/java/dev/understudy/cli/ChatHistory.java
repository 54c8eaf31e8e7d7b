package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The file of the lines typed in talks, for arrow-up in the next one.
final class ChatHistory {
  private static final String VARIABLE = "UNDERSTUDY_HISTORY";
  private static final Set<PosixFilePermission> OURS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private ChatHistory() {}

  /// Where it is by these variables; empty when none is to be kept.
  static Optional<Path> place(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    if (named != null) {
      return named.isBlank() ? Optional.empty() : Optional.of(Path.of(named.strip()));
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    Path states =
        state.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return Optional.of(states.resolve("understudy").resolve("history"));
  }

  /// Makes the file unless it is there, and lets nobody else read it. Empty where that can't be
  /// done: a talk goes without it.
  static Optional<Path> open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, OURS);
      }
      return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
