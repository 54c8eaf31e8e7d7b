package dev.understudy.base;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One repository in the hub's cache on this disk, in the layout of the Python tools, who can use
/// what we fetch and the other way round: `models--org--name/{blobs/HASH, refs/main,
/// snapshots/COMMIT/FILE -> ../../blobs/HASH}`.
final class HubCache {
  private final Path root;

  HubCache(Path hubCache, String repo) {
    this.root = hubCache.resolve("models--" + repo.replace("/", "--"));
  }

  Path root() {
    return root;
  }

  Path snapshot(String commit) {
    return root.resolve("snapshots").resolve(commit);
  }

  /// The commit last seen under the name `main`.
  Optional<String> commit() {
    Path ref = root.resolve("refs/main");
    try {
      return Files.exists(ref) ? Optional.of(Files.readString(ref).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UserException(ref.toString(), "can't be read (" + e.getMessage() + ")", "", e);
    }
  }

  void remember(String commit) {
    AtomicFiles.write(root.resolve("refs/main"), commit);
  }

  Path blob(String hash) {
    return root.resolve("blobs").resolve(hash);
  }

  Path part(String hash) {
    AtomicFiles.createFolder(root.resolve("blobs"));
    return root.resolve("blobs").resolve(hash + ".incomplete");
  }

  /// The hub's own hash of a file of a snapshot, told by the name of the blob it links to.
  Optional<String> hubHash(Path file) {
    try {
      String name = file.toRealPath().getFileName().toString();
      return name.matches("[0-9a-f]{40}|[0-9a-f]{64}") ? Optional.of(name) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Shows a blob as a file of a snapshot. Where the system allows no symbolic links the blob
  /// itself moves there, as the Python tools do it.
  void link(String hash, String commit, String name) {
    Path folder = snapshot(commit);
    Path file = folder.resolve(name);
    AtomicFiles.createFolder(folder);
    try {
      Files.deleteIfExists(file);
      Files.createSymbolicLink(file, folder.relativize(blob(hash)));
    } catch (UnsupportedOperationException | SecurityException | IOException e) {
      if (!Files.exists(blob(hash))) {
        throw Failures.writing(file, e instanceof IOException io ? io : new IOException(e));
      }
      AtomicFiles.move(blob(hash), file);
    }
  }

  /// What git calls a file of this content.
  static String gitHash(byte[] content) {
    byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    try {
      var sha1 = java.security.MessageDigest.getInstance("SHA-1");
      sha1.update(head);
      return java.util.HexFormat.of().formatHex(sha1.digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
