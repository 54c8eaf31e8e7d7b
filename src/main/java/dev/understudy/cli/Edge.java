package dev.understudy.cli;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.Problem;
import dev.understudy.problem.UserException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where what goes wrong becomes words and an exit status.
final class Edge {
  static final int FAILED = 1;
  static final int USAGE = 2;

  private final Terminal terminal;

  Edge(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Runs the verb of `args` and returns the exit status.
  int run(String... args) {
    boolean debug = Arrays.asList(args).contains("--debug");
    try {
      return line(args).execute(args);
    } catch (Throwable t) { // errors too, such as no memory: picocli hands on exceptions only
      return unexpected(t, debug);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  private CommandLine line(String[] args) {
    var line = new CommandLine(new Main());
    Verbs.addTo(line, Arrays.stream(args).filter(a -> !a.startsWith("-")).findFirst(), terminal);
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.outStyle().on() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::usage)
        .setExecutionExceptionHandler((e, at, _) -> failed(e, at, debug(at)))
        .setExecutionStrategy(Edge::execute);
  }

  /// A verb that only groups others, or none at all, shows its help.
  private static int execute(CommandLine.ParseResult parsed) {
    CommandLine last = parsed.asCommandLineList().getLast();
    Object command = last.getCommand();
    boolean doesSomething =
        command instanceof Runnable || command instanceof Callable || command instanceof Method;
    Integer asked = CommandLine.executeHelpRequest(parsed);
    if (asked == null && !doesSomething) {
      last.usage(last.getErr());
      return USAGE;
    }
    return asked != null ? asked : new CommandLine.RunLast().execute(parsed);
  }

  private static boolean debug(CommandLine at) {
    CommandLine root = at;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.<Main>getCommand().debug();
  }

  private int usage(ParameterException e, String[] args) {
    CommandLine at = e.getCommandLine();
    boolean verb = e instanceof UnmatchedArgumentException u && isVerb(at, u);
    String what =
        verb ? unknownVerb(at, (UnmatchedArgumentException) e) : String.valueOf(e.getMessage());
    say(what);
    if (e instanceof UnmatchedArgumentException u && !verb) {
      hint(
          DidYouMean.closest(u.getUnmatched().getFirst(), options(at))
              .map(o -> "Did you mean '" + o + "'?")
              .orElse(""));
    }
    hintHelp(at);
    return USAGE;
  }

  private void hintHelp(CommandLine at) {
    hint("Try '" + at.getCommandSpec().qualifiedName() + " --help'.");
  }

  private static boolean isVerb(CommandLine at, UnmatchedArgumentException e) {
    return !at.getSubcommands().isEmpty()
        && e.getUnmatched().stream().findFirst().map(a -> !a.startsWith("-")).orElse(false);
  }

  private static String unknownVerb(CommandLine at, UnmatchedArgumentException e) {
    String given = e.getUnmatched().getFirst();
    String name = at.getCommandSpec().qualifiedName();
    return "there is no '%s %s'. %s"
        .formatted(name, given, DidYouMean.hint(given, at.getSubcommands().keySet()));
  }

  private static List<String> options(CommandLine at) {
    return List.copyOf(at.getCommandSpec().optionsMap().keySet());
  }

  private int failed(Exception e, CommandLine at, boolean debug) {
    return switch (e) {
      case UserException u -> {
        u.problems().forEach(this::tell);
        trace(u, debug);
        yield FAILED;
      }
      case WrongUsage w -> {
        w.problems().forEach(this::tell);
        hintHelp(at);
        trace(w, debug);
        yield USAGE;
      }
      case Cancelled c -> {
        trace(c, debug);
        yield c.status();
      }
      default -> unexpected(e, debug);
    };
  }

  private int unexpected(Throwable t, boolean debug) {
    if (t instanceof OutOfMemoryError) {
      say("not enough memory (" + t.getMessage() + ")");
      hint("Close other programs, choose a smaller base, or set UNDERSTUDY_JAVA_OPTS=-Xmx8g.");
    } else {
      say("something went wrong that should not: " + t);
      if (!debug) {
        hint("Run the same with --debug, and report what it prints.");
      }
    }
    trace(t, debug);
    return FAILED;
  }

  private void trace(Throwable t, boolean debug) {
    if (debug) {
      t.printStackTrace(terminal.err());
    }
  }

  private void tell(Problem problem) {
    say(problem.where() + ": " + problem.what());
    hint(problem.fix());
  }

  private void say(String what) {
    terminal.err().println(terminal.errStyle().red("error: ") + what);
  }

  private void hint(String fix) {
    if (!fix.isBlank()) {
      fix.lines().forEach(line -> terminal.err().println("  " + line));
    }
  }
}
