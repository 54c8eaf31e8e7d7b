package dev.understudy.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Where the program writes, and what may be written there.
///
/// @param out answers and results
/// @param err progress, notices, problems
/// @param interactive whether a person sits at all three of input, output and error
/// @param live whether error is a terminal, where a line can be written over
/// @param outStyle colours of `out`
/// @param errStyle colours of `err`
record Terminal(
    PrintWriter out,
    PrintWriter err,
    boolean interactive,
    boolean live,
    Style outStyle,
    Style errStyle) {

  /// The streams of this process. The launcher tells in a property which of 0, 1 and 2 are
  /// terminals.
  static Terminal standard() {
    String terminals = System.getProperty("understudy.terminals", "");
    boolean colours = colours(System.getenv());
    return new Terminal(
        writer(System.out),
        writer(error(System.getProperty("understudy.err", ""))),
        terminals.equals("012"),
        terminals.contains("2"),
        new Style(colours && terminals.contains("1")),
        new Style(colours && terminals.contains("2")));
  }

  /// How many characters go into a line, 100 where nobody knows.
  int width() {
    String columns = Optional.ofNullable(System.getProperty("understudy.columns")).orElse("");
    return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : 100;
  }

  /// Writes into memory or a pipe: no colours, no line written over.
  static Terminal plain(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, false, false, new Style(false), new Style(false));
  }

  /// See no-color.org.
  static boolean colours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private static PrintStream error(String file) {
    if (!file.isEmpty()) {
      try {
        var stream = new FileOutputStream(file, true);
        System.setErr(new PrintStream(stream, true, StandardCharsets.UTF_8));
      } catch (FileNotFoundException _) {
        // what can't be opened again, such as a socket: 2 does as well
      }
    }
    return System.err;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }
}
