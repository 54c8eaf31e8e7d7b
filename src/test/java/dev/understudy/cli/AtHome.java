package dev.understudy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;

/// Runs commands as from a shell, with `--home` behind them.
record AtHome(Path home, StringWriter out, StringWriter err) {
  /// Forgets what was shown before.
  ///
  /// @return the exit status
  int run(String... args) {
    err.getBuffer().setLength(0);
    out.getBuffer().setLength(0);
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--home";
    all[args.length + 1] = home.toString();
    return new Edge(Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true)))
        .run(all);
  }
}
