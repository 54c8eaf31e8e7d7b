package dev.understudy.llm.remote;

import dev.understudy.problem.UserException;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The secret a provider is asked with: from a file that nobody else may read, or from the
/// environment. It is never shown.
final class Key {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final String secret;

  private Key(String secret) {
    this.secret = secret;
  }

  /// @param name of the provider's own variable
  /// @throws UserException when the file is missing, empty, or readable by others
  static Optional<Key> find(Optional<Path> file, String name, Map<String, String> environment) {
    return file.map(Key::read)
        .or(() -> Optional.ofNullable(environment.get("UNDERSTUDY_API_KEY")))
        .or(() -> Optional.ofNullable(environment.get(name)))
        .map(String::strip)
        .filter(secret -> !secret.isEmpty())
        .map(Key::checked);
  }

  /// A header takes visible ASCII only, and whoever refuses another shows it.
  private static Key checked(String secret) {
    if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new UserException(
          "the key", "has characters that no key has (they are not shown)", "Copy it again.");
    }
    return new Key(secret);
  }

  private static String read(Path file) {
    try {
      String secret = Files.readString(file).strip();
      if (Files.getFileStore(file).supportsFileAttributeView("posix")
          && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new UserException(file.toString(), "can be read by others", "Run: chmod 600 " + file);
      }
      if (secret.isEmpty() || secret.lines().count() > 1) {
        throw new UserException(
            file.toString(), "holds no key", "Put the key into it and nothing else.");
      }
      return secret;
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  /// For the header of a request.
  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "a key";
  }
}
