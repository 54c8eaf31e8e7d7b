package dev.understudy.cli;

import dev.understudy.pipeline.Upload;
import dev.understudy.train.Metric;
import dev.understudy.train.Trainer;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// How far a training has come, on one line.
final class TrainLine implements Upload.Listener, AutoCloseable {
  private static final int BAR = 24;
  private static final double SMOOTH = 0.95;

  private final StatusLine line;
  private final Trainer trainer;
  private final BooleanSupplier asked;
  private double loss = Double.NaN;
  private double heldOut = Double.NaN;
  private double tokensPerSecond = Double.NaN;

  /// Stops `trainer` after the step in which `asked` says so.
  TrainLine(StatusLine line, Trainer trainer, BooleanSupplier asked) {
    this.line = line;
    this.trainer = trainer;
    this.asked = asked;
  }

  @Override
  public void stepped(Metric metric, double done, double secondsLeft) {
    if (asked.getAsBoolean()) {
      trainer.stop();
    }
    loss = smoothed(loss, metric.loss());
    tokensPerSecond = smoothed(tokensPerSecond, metric.tokensPerSecond());
    int filled = (int) Math.round(done * BAR);
    line.show(
        "%s%s %3.0f%%  step %d  loss %.3f%s  %.0f tokens/s  %s left"
            .formatted(
                "█".repeat(filled),
                "░".repeat(BAR - filled),
                100 * done,
                metric.step(),
                loss,
                Double.isNaN(heldOut) ? "" : String.format(Locale.ROOT, "  held-out %.3f", heldOut),
                tokensPerSecond,
                time(secondsLeft)));
  }

  @Override
  public void measured(long step, double measured) {
    heldOut = measured;
  }

  /// Ends the line.
  @Override
  public void close() {
    line.end();
  }

  static String time(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60)
        : "%d:%02d".formatted(s / 60, s % 60);
  }

  private static double smoothed(double before, double now) {
    return Double.isNaN(before) ? now : SMOOTH * before + (1 - SMOOTH) * now;
  }
}
