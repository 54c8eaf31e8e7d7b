package dev.understudy.cli;

import dev.understudy.base.Progress;
import java.time.Duration;
import java.util.Locale;

/// Shows how far a fetch is: one line written over on a terminal, else a line now and then.
final class ProgressLine implements Progress, AutoCloseable {
  private static final int BAR = 24;
  private static final long LIVE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final Terminal terminal;
  private String current = "";
  private long began;
  private long first;
  private long shown;
  private int length;
  private boolean complete;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void at(String what, long done, long total) {
    long now = System.nanoTime();
    if (!what.equals(current)) {
      finish();
      current = what;
      began = now;
      first = done;
      shown = now - QUIET_NANOS;
      complete = false;
    }
    if (complete) {
      return;
    }
    complete = done == total;
    if (now - shown >= (terminal.live() ? LIVE_NANOS : QUIET_NANOS) || complete) {
      shown = now;
      show(line(what, done, total, now));
    }
  }

  @Override
  public void close() {
    finish();
  }

  private void finish() {
    if (length > 0) {
      terminal.err().println();
    }
    length = 0;
  }

  private void show(String line) {
    if (!terminal.live()) {
      terminal.err().println(line);
      return;
    }
    int count = line.codePointCount(0, line.length());
    terminal.err().print("\r" + line + " ".repeat(Math.max(0, length - count)));
    terminal.err().flush();
    length = count;
  }

  private String line(String what, long done, long total, long now) {
    double seconds = Math.max(1e-3, (now - began) / 1e9);
    double rate = (done - first) / seconds;
    if (total <= 0) {
      return "%s  %s".formatted(what, size(done));
    }
    String bar = terminal.live() ? "  " + bar(done, total) : "";
    String left = rate > 0 && done < total && seconds > 1 ? ", " + time((total - done) / rate) : "";
    return "%s%s  %3d %%  %s of %s%s"
        .formatted(what, bar, done * 100 / total, size(done), size(total), left);
  }

  private static String bar(long done, long total) {
    int full = (int) (Math.min(done, total) * BAR / total);
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  static String size(long bytes) {
    if (bytes < 1_000_000) {
      return (bytes + 999) / 1000 + " kB";
    }
    return bytes < 1_000_000_000
        ? Math.round(bytes / 1e6) + " MB"
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 100 ? s + " s left" : (s + 30) / 60 + " min left";
  }
}
