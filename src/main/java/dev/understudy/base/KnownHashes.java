package dev.understudy.base;

import dev.understudy.problem.UserException;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// SHA-256 of files, remembered for large ones as long as size and times of the file stay the same:
/// hashing 15 GB afresh at each start would take longer than the answer to the first question.
final class KnownHashes {
  private static final long SMALL = 32L << 20;

  private final Path file;

  KnownHashes(Path file) {
    this.file = file;
  }

  private record Seen(long size, String times, String sha256) {}

  private record Known(Map<String, Seen> files) {}

  String of(Path target) {
    try {
      Path real = target.toRealPath();
      long size = Files.size(real);
      if (size < SMALL) {
        return Hashes.sha256(real);
      }
      Map<String, Seen> known = read();
      Seen seen = known.get(real.toString());
      String times = times(real);
      if (seen != null && seen.size() == size && seen.times().equals(times)) {
        return seen.sha256();
      }
      String sha256 = Hashes.sha256(real);
      known.put(real.toString(), new Seen(size, times, sha256));
      remember(known);
      return sha256;
    } catch (IOException e) {
      throw new UserException(target.toString(), "can't be read (" + e.getMessage() + ")", "", e);
    }
  }

  private Map<String, Seen> read() {
    if (Files.exists(file)) {
      try {
        return new TreeMap<>(Json.read(file, Known.class).files());
      } catch (UserException _) {
        // only a memory aid: begin afresh
      }
    }
    return new TreeMap<>();
  }

  private void remember(Map<String, Seen> known) {
    try {
      known.keySet().removeIf(path -> !Files.exists(Path.of(path)));
      Json.write(file, new Known(known));
    } catch (UserException _) {
      // a read-only cache only costs the time of hashing again
    }
  }

  /// The time of change can't be set by a program, unlike that of modification; not every system
  /// tells it.
  private static String times(Path real) throws IOException {
    String modified = Files.getLastModifiedTime(real).toString();
    if (real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return modified + " " + Files.getAttribute(real, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    }
    return modified;
  }
}
