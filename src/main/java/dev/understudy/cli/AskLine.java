package dev.understudy.cli;

import dev.understudy.llm.AskListener;
import dev.understudy.llm.AskProgress;
import java.util.Locale;

/// How far asking a model has come, on one line. Ctrl-C lets the calls in flight end and be kept.
final class AskLine implements AskListener, AutoCloseable {
  private final StatusLine line;
  private final Cancel cancel;

  AskLine(Terminal terminal) {
    line = new StatusLine(terminal);
    cancel = Cancel.listen(terminal, "Waiting for the replies under way, then stopping.");
  }

  @Override
  public void asked(AskProgress p) {
    if (p.all() > 0) {
      line.show(told(p));
    }
  }

  private static String told(AskProgress p) {
    StringBuilder text = new StringBuilder();
    text.append("   %s  %d of %d".formatted(p.what(), p.done(), p.all()));
    if (p.journalled() > 0) {
      text.append(" (%d kept from before)".formatted(p.journalled()));
    }
    if (p.failed() > 0) {
      text.append("  %d without answer".formatted(p.failed()));
    }
    text.append("  %,d tokens".formatted(p.usage().total()));
    if (p.cost() > 0) {
      text.append(String.format(Locale.ROOT, "  %.4f spent", p.cost()));
    }
    if (p.perSecond() > 0) {
      text.append(String.format(Locale.ROOT, "  %.2f calls/s", p.perSecond()));
    }
    p.secondsLeft().ifPresent(left -> text.append("  %s left".formatted(TrainLine.time(left))));
    return text.toString();
  }

  @Override
  public boolean stop() {
    return cancel.asked();
  }

  /// @throws Cancelled once a signal came
  void throwIfAsked() {
    cancel.throwIfAsked();
  }

  @Override
  public void close() {
    line.end();
    cancel.close();
  }
}
