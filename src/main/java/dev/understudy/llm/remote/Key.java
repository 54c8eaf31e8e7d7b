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
import org.jspecify.annotations.Nullable;

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

  /// From the file, else from `UNDERSTUDY_API_KEY`.
  ///
  /// @throws UserException when the file is missing, empty, or readable by others
  static Optional<Key> find(Optional<Path> file, Map<String, String> environment) {
    return of(file.map(Key::read).orElse(environment.get("UNDERSTUDY_API_KEY")));
  }

  static Optional<Key> of(@Nullable String secret) {
    return Optional.ofNullable(secret)
        .map(String::strip)
        .filter(s -> !s.isEmpty())
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
      if (secret.isEmpty() || secret.chars().anyMatch(Character::isWhitespace)) {
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

  /// The text without the key in it: some servers repeat what they were sent.
  String maskedIn(String text) {
    return text.replace(secret, "…");
  }

  @Override
  public String toString() {
    return "a key";
  }
}
