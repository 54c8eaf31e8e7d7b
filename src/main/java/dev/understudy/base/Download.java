package dev.understudy.base;

import dev.understudy.base.HubClient.RemoteFile;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Fetches one file into a partial one beside its place, going on where an earlier try stopped.
final class Download {
  private static final int TRIES = 5;

  private final HubClient hub;
  private final Duration stall;
  private final Duration pause;

  /// @param stall how long nothing may arrive before the connection is given up
  /// @param pause before the second try; it doubles with each
  Download(HubClient hub, Duration stall, Duration pause) {
    this.hub = hub;
    this.stall = stall;
    this.pause = pause;
  }

  /// Returns when `part` has all bytes of `file`. What it holds is not checked here.
  ///
  /// @throws IOException when the network failed each time; `part` keeps what came
  void fetch(RemoteFile file, Path part, String shown, Progress progress) throws IOException {
    for (int i = 1; ; i++) {
      long before = size(part);
      try {
        once(file, part, shown, progress);
        if (file.size() < 0 || size(part) == file.size()) {
          return;
        }
        throw new IOException("the connection ended after " + size(part) + " of " + file.size());
      } catch (IOException e) {
        if (size(part) > before) {
          i = 1; // something came: as long as it goes on, so do we
        }
        if (i == TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        sleep(pause.multipliedBy(1L << (i - 1)));
      }
    }
  }

  private void once(RemoteFile file, Path part, String shown, Progress progress)
      throws IOException {
    long have = size(part);
    if (file.size() >= 0 && have == file.size()) {
      return;
    }
    if (file.size() >= 0 && have > file.size()) {
      Files.delete(part);
      have = 0;
    }
    HttpResponse<InputStream> response = hub.get(file.uri(), have);
    try (InputStream in = response.body()) {
      if (response.statusCode() == 416) {
        Files.deleteIfExists(part);
        throw new IOException("the server can't go on at byte " + have);
      }
      boolean goesOn = response.statusCode() == 206 && beginsAt(response, have);
      copy(in, part, goesOn, file.size(), shown, progress);
    }
  }

  private void copy(
      InputStream in, Path part, boolean append, long total, String shown, Progress progress)
      throws IOException {
    var done = new AtomicLong(append ? size(part) : 0);
    Thread watch =
        Thread.ofVirtual().name("download-watch").start(() -> giveUpWhenStalled(in, done));
    StandardOpenOption mode =
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream out = open(part, mode)) {
      byte[] buffer = new byte[1 << 17];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        write(out, buffer, n, part);
        progress.at(shown, done.addAndGet(n), total);
      }
    } finally {
      watch.interrupt();
    }
  }

  private static OutputStream open(Path part, StandardOpenOption mode) {
    try {
      return Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
    } catch (IOException e) {
      throw Failures.writing(part, e);
    }
  }

  /// A full disk is not a failing network: it is told at once, and not tried again.
  private static void write(OutputStream out, byte[] buffer, int n, Path part) {
    try {
      out.write(buffer, 0, n);
    } catch (IOException e) {
      throw Failures.writing(part, e);
    }
  }

  private void giveUpWhenStalled(InputStream in, AtomicLong done) {
    try {
      for (long before = -1; before != done.get(); ) {
        before = done.get();
        Thread.sleep(stall);
      }
      in.close();
    } catch (InterruptedException | IOException _) {
      // the copy is over, well or badly
    }
  }

  private static boolean beginsAt(HttpResponse<?> response, long from) {
    return response
        .headers()
        .firstValue("content-range")
        .map(range -> range.startsWith("bytes " + from + "-"))
        .orElse(false);
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
