package dev.understudy.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
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
    restoreError(System.getProperty("understudy.err", ""));
    String terminals = System.getProperty("understudy.terminals", "");
    boolean colours = colours(System.getenv());
    return new Terminal(
        writer(System.out),
        writer(System.err),
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

  /// Tells what is amiss but stops nothing.
  void warn(String what) {
    err.println(errStyle.yellow("warning: ") + what);
  }

  /// See no-color.org.
  static boolean colours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /// The launcher lets what Java says at its start pass a sieve on 2, and keeps the user's own
  /// standard error open as another descriptor: from here on that one is 2 again. Opening it by a
  /// path would not do: a log file would be opened a second time, and the two would write over each
  /// other.
  private static void restoreError(String descriptor) {
    if (!descriptor.matches("\\d")) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("dup2")
        .ifPresent(dup2 -> {
          var ints =
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
          try {
            int _ =
                (int)
                    linker.downcallHandle(dup2, ints).invokeExact(Integer.parseInt(descriptor), 2);
          } catch (Throwable t) {
            throw new IllegalStateException("dup2", t);
          }
        });
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }
}
