package dev.understudy.cli;

/// A line on standard error that is written over on a terminal; elsewhere a line now and then.
/// Several threads may write.
final class StatusLine {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private long written;
  private boolean open;
  private boolean waiting;
  private int length;
  private String last = "";

  StatusLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Shows how things stand, unless that was done a moment ago.
  synchronized void show(String text) {
    long now = System.nanoTime();
    last = text;
    waiting = true;
    if (!open || now - written >= (terminal.live() ? LIVE_NANOS : QUIET_NANOS)) {
      open = true;
      written = now;
      write();
    }
  }

  /// Shows the last text for good; the next one begins a line of its own.
  synchronized void end() {
    if (waiting) {
      write();
    }
    if (open && terminal.live()) {
      terminal.err().println();
    }
    terminal.err().flush();
    open = false;
    length = 0;
  }

  /// A line that stays.
  synchronized void note(String text) {
    end();
    terminal.err().println(text);
    terminal.err().flush();
  }

  private void write() {
    waiting = false;
    if (terminal.live()) {
      String fitting = cut(last, terminal.width() - 1);
      int count = fitting.codePointCount(0, fitting.length());
      terminal.err().print("\r" + fitting + " ".repeat(Math.max(0, length - count)));
      terminal.err().flush();
      length = count;
    } else {
      terminal.err().println(last);
    }
  }

  /// A longer line would go on in the next row, and could not be written over.
  private static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }
}
