package dev.understudy.cli;

import dev.understudy.model.Native;
import dev.understudy.pipeline.Upload;
import dev.understudy.train.MarkedExample;
import dev.understudy.train.Metric;
import dev.understudy.train.Renderer;
import dev.understudy.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a training has come, on one line.
class TrainLine implements Upload.Listener, AutoCloseable {
  private static final int BAR = 24;
  private static final double SMOOTH = 0.95;

  private final Terminal terminal;
  private final StatusLine line;
  private final Trainer trainer;
  private boolean warned;
  private @Nullable Cancel cancel;
  private int status = Cancelled.INTERRUPTED;
  private String progress = "";
  private Optional<Path> report = Optional.empty();
  private long began;
  private double loss = Double.NaN;
  private double heldOut = Double.NaN;
  private double tokensPerSecond = Double.NaN;

  /// From the first step on Ctrl-C stops `trainer` in order; before that there is nothing to save,
  /// and it ends the program at once.
  TrainLine(Terminal terminal, Trainer trainer) {
    this.terminal = terminal;
    this.trainer = trainer;
    line = new StatusLine(terminal);
  }

  @Override
  public void rendered(Renderer.Renderings learnt) {
    line.note("   " + learnt.report());
    Native.warning().filter(_ -> !warned).ifPresent(terminal::warn);
    warned = true;
  }

  @Override
  public void preparing(String what) {
    line.show(what);
  }

  @Override
  public void reported(Path page) {
    report = Optional.of(page);
  }

  @Override
  public void notTracked(String why) {
    line.end();
    terminal.warn(why);
  }

  /// Where the training's report is, once it was written.
  Optional<Path> report() {
    return report;
  }

  @Override
  public void marked(List<MarkedExample> examples) {
    examples.forEach(
        example -> line.note(ExampleText.compact(example, terminal.width(), terminal.errStyle())));
  }

  @Override
  public void noHorizon() {
    line.note(
        "   no sense of the horizon: it takes 20 protective scenes and 20 others to learn it");
  }

  @Override
  public void begun() {
    cancel = Cancel.listen(terminal, "Saving, then stopping.");
  }

  @Override
  public void stepped(Metric metric, double done, double secondsLeft) {
    if (cancel != null && cancel.asked()) {
      trainer.stop();
    }
    loss = smoothed(loss, metric.loss());
    tokensPerSecond = smoothed(tokensPerSecond, metric.tokensPerSecond());
    String state =
        " %3.0f%%  step %d  loss %.3f%s  %.0f tokens/s  %s left"
            .formatted(
                100 * done,
                metric.step(),
                loss,
                Double.isNaN(heldOut) ? "" : String.format(Locale.ROOT, "  held-out %.3f", heldOut),
                tokensPerSecond,
                time(secondsLeft));
    progress = bar(done, Math.clamp(terminal.width() - 1 - state.length(), 0, BAR)) + state;
    line.show(progress);
  }

  private static String bar(double done, int width) {
    int filled = (int) Math.round(done * width);
    return "█".repeat(filled) + "░".repeat(width - filled);
  }

  @Override
  public void measuring(long step, int done, int all) {
    long now = System.nanoTime();
    began = done == 0 ? now : began;
    line.show(
        "measuring%s on %d held-out scenes  %d of %d%s"
            .formatted(
                step == 0 ? " the untrained model" : "",
                all,
                done,
                all,
                done == 0
                    ? ""
                    : "  %s left".formatted(time((now - began) / 1e9 / done * (all - done)))));
  }

  @Override
  public void measured(long step, double measured) {
    heldOut = measured;
    if (progress.isEmpty()) {
      line.note("   untrained: held-out loss " + String.format(Locale.ROOT, "%.3f", measured));
    } else {
      line.show(progress);
    }
  }

  @Override
  public void asking(long step) {
    line.show("asking what he cannot know, from held-out scenes");
  }

  @Override
  public void asked(long step, double leaks) {
    line.note(
        "   step %d: held-out loss %.3f, %.0f %% of the questions beyond his horizon leak"
            .formatted(step, heldOut, 100 * leaks));
  }

  /// A line that stays.
  void note(String text) {
    line.note(text);
  }

  /// To be thrown when the signal that was listened for has stopped the training.
  Cancelled cancelled() {
    return new Cancelled(status);
  }

  /// Ends the line; Ctrl-C ends the program at once again.
  @Override
  public void close() {
    line.end();
    if (cancel != null) {
      status = cancel.asked() ? cancel.status() : status;
      cancel.close();
      cancel = null;
    }
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
