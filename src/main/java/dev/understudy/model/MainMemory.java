package dev.understudy.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// How much memory this process may still take, as Linux tells it: what is free or can be freed at
/// once, and no more than the control groups leave it.
///
/// @param proc where the system tells about processes
/// @param groups where it tells about control groups, of version 2 or 1
public record MainMemory(Path proc, Path groups) {
  public static final MainMemory SYSTEM =
      new MainMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));

  private static final long UNTOLD = Long.MAX_VALUE;

  /// Bytes; empty where the system does not tell.
  public OptionalLong available() {
    long free = number(proc.resolve("meminfo"), "MemAvailable:");
    long least = free == UNTOLD ? UNTOLD : 1024 * free;
    for (String line : lines(proc.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[0].equals("0")) {
        least = Math.min(least, left(groups, parts[2], "memory.max", "memory.current"));
      } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
        Path memory = groups.resolve("memory");
        String limit = "memory.limit_in_bytes";
        least = Math.min(least, left(memory, parts[2], limit, "memory.usage_in_bytes"));
      }
    }
    return least == UNTOLD ? OptionalLong.empty() : OptionalLong.of(Math.max(0, least));
  }

  /// What a group and all those around it leave; cached files are given up when they must be.
  private static long left(Path root, String group, String limit, String usage) {
    Path inner = root.resolve(group.replaceFirst("^/+", "")).normalize();
    long least = UNTOLD;
    for (Path at = inner; at != null && at.startsWith(root); at = at.getParent()) {
      long most = number(at.resolve(limit), "");
      long used = number(at.resolve(usage), "");
      if (most < UNTOLD && used < UNTOLD) {
        long cached = number(at.resolve("memory.stat"), "inactive_file");
        least = Math.min(least, most - used + (cached < UNTOLD ? cached : 0));
      }
    }
    return least;
  }

  /// The number behind `key` at the start of a line; UNTOLD where none stands.
  private static long number(Path file, String key) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).replaceAll("[^0-9]", ""))
        .filter(digits -> !digits.isEmpty() && digits.length() < 16)
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(UNTOLD);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
