package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Bases;
import dev.understudy.base.Progress;
import java.util.Locale;

/// Shows how far a fetch is: one line written over on a terminal, else a line now and then.
final class ProgressLine implements Progress, AutoCloseable {
  private static final int BAR = 24;

  private final Terminal terminal;
  private final StatusLine status;
  private String current = "";
  private long began;
  private long first;
  private boolean complete;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
    status = new StatusLine(terminal);
  }

  /// Fetches a base, where it is missing, before the user's eyes.
  static BaseModel pull(String name, Terminal terminal) {
    try (ProgressLine progress = new ProgressLine(terminal)) {
      return new Bases().pull(name, progress);
    }
  }

  @Override
  public void at(String what, long done, long total) {
    long now = System.nanoTime();
    if (!what.equals(current)) {
      status.end();
      current = what;
      began = now;
      first = done;
      complete = false;
    }
    if (complete) {
      return;
    }
    complete = done == total;
    status.show(line(what, done, total, now));
    if (complete) {
      status.end();
    }
  }

  @Override
  public void close() {
    status.end();
  }

  private String line(String what, long done, long total, long now) {
    double seconds = Math.max(1e-3, (now - began) / 1e9);
    double rate = (done - first) / seconds;
    if (total <= 0) {
      return done == 0 ? what : "%s  %s".formatted(what, size(done));
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
