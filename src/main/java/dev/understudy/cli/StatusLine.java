package dev.understudy.cli;

/// A line on standard error that is written over on a terminal; elsewhere a line now and then.
final class StatusLine {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private long shown;
  private boolean any;
  private int length;
  private String last = "";

  StatusLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Shows how things stand, unless that was done a moment ago.
  void show(String text) {
    long now = System.nanoTime();
    last = text;
    if (!any || now - shown >= (terminal.live() ? LIVE_NANOS : QUIET_NANOS)) {
      any = true;
      shown = now;
      write(text);
    }
  }

  /// Shows the last text for good.
  void end() {
    if (any) {
      write(last);
      if (terminal.live()) {
        terminal.err().println();
      }
      terminal.err().flush();
    }
    any = false;
    length = 0;
  }

  private void write(String text) {
    if (terminal.live()) {
      terminal.err().print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
      terminal.err().flush();
      length = text.length();
    } else {
      terminal.err().println(text);
    }
  }
}
