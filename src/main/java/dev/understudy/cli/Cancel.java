package dev.understudy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/// Lets work end in order when Ctrl-C comes (or a TERM signal): the first one asks, the second one stops at once.
///
///     try (var cancel = Cancel.listen(terminal, "Saving, then stopping.")) {
///       work(cancel::asked);      // looks now and then, saves, and returns
///       cancel.throwIfAsked();    // the edge exits with 130
///     }
final class Cancel implements AutoCloseable {
  private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

  private final Terminal terminal;
  private final String notice;
  private final AtomicInteger status = new AtomicInteger();
  private final Map<String, Object> before = new LinkedHashMap<>();

  private Cancel(Terminal terminal, String notice) {
    this.terminal = terminal;
    this.notice = notice;
  }

  /// Listens until closed. `notice` is said at the first signal.
  static Cancel listen(Terminal terminal, String notice) {
    var cancel = new Cancel(terminal, notice);
    SIGNALS.forEach((name, status) ->
        cancel.before.put(name, Signals.register(name, () -> cancel.ask(status))));
    return cancel;
  }

  /// True once a signal came.
  boolean asked() {
    return status.get() != 0;
  }

  /// How the program ends after the signal that came: 0 while none did.
  int status() {
    return status.get();
  }

  /// @throws Cancelled once a signal came
  void throwIfAsked() {
    if (asked()) {
      throw new Cancelled(status.get());
    }
  }

  private void ask(int newStatus) {
    if (!status.compareAndSet(0, newStatus)) {
      Runtime.getRuntime().halt(newStatus);
    }
    terminal.err().println();
    terminal.err().println(notice + " (Ctrl-C again: at once, without.)");
  }

  @Override
  public void close() {
    before.forEach(Signals::unregister);
  }
}
