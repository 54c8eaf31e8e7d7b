package dev.understudy.cli;

import dev.understudy.model.Finish;
import dev.understudy.model.Sampling;
import dev.understudy.pipeline.Company;
import dev.understudy.pipeline.Exchange;
import dev.understudy.pipeline.Talk;
import dev.understudy.pipeline.Thoughts;
import dev.understudy.pipeline.Transcript;
import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Recollection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/// A talk on a terminal: lines in, replies streamed out, and a few commands that begin with a
/// slash.
final class ChatTerminal {
  private static final List<String> COMMANDS =
      List.of("/help", "/memories", "/quit", "/retry", "/save", "/scene", "/thoughts");
  private static final String HELP =
      """
      /scene [TEXT]   show the scene, or begin anew in another one
      /retry          let him answer your last line again
      /memories       what he remembered at your last line, and from which passage
      /thoughts       show or hide what he thinks
      /save [FILE]    keep this talk in a file
      /quit           leave (so does Ctrl-D)
      Ctrl-C          while he talks: let him stop; at an empty line: leave\
      """;

  private final Talk talk;
  private final String name;
  private final Path folder;
  private final Optional<Path> history;
  private final LongFunction<Sampling> sampling;
  private volatile boolean stopped;
  private long draw;
  private boolean thoughts;
  private Optional<Path> saved = Optional.empty();
  private int told;

  /// `folder`: where talks are saved. `history`: where typed lines are kept, if they are.
  /// `sampling` gives the settings of the nth reply.
  ChatTerminal(
      Talk talk,
      String name,
      Path folder,
      Optional<Path> history,
      LongFunction<Sampling> sampling) {
    this.talk = talk;
    this.name = name;
    this.folder = folder;
    this.history = history;
    this.sampling = sampling;
  }

  /// Opens a talk in `scene`, and says that this is a program.
  static ChatTerminal open(Company company, String scene, TalkOptions talking, Terminal terminal) {
    String name = company.sheet().name();
    terminal
        .out()
        .println(
            ("This is a computer program playing %s (%s, on %s)."
                    + " It is not that person, and it can be wrong.")
                .formatted(name, company.played(), company.device().label()));
    terminal.out().println("/help shows what you can do; /quit leaves.");
    terminal.out().flush();
    LongFunction<Sampling> sampling =
        turn -> talking.seed == null ? talking.sampling() : talking.sampling(talking.seed + turn);
    Optional<Path> history =
        terminal.interactive() ? ChatHistory.place(System.getenv()) : Optional.empty();
    return new ChatTerminal(new Talk(company.actor(), scene), name, Path.of(""), history, sampling);
  }

  /// Talks on the terminal of this process until the user leaves.
  void run() {
    try (org.jline.terminal.Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(true).nativeSignals(true).build()) {
      run(terminal);
    } catch (IOException e) {
      throw new UserException(
          "the terminal", "can't be used: " + e.getMessage(), "Try --once \"…\" instead.", e);
    }
  }

  /// Talks until the user leaves. Ctrl-C stops his reply; at the prompt it empties the line, and
  /// leaves when that is empty.
  ///
  /// @throws Cancelled when he left by Ctrl-C
  void run(org.jline.terminal.Terminal terminal) {
    terminal.handle(Signal.INT, signal -> stopped = true);
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .completer(new StringsCompleter(COMMANDS))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    history
        .flatMap(ChatHistory::open)
        .ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
    PrintWriter out = terminal.writer();
    Optional<String> line = next(reader);
    while (line.isPresent()) {
      if (!line.get().isEmpty()) {
        answer(line.get(), out);
      }
      out.flush();
      line = next(reader);
    }
  }

  /// The next line; none when the user leaves.
  private static Optional<String> next(LineReader reader) {
    try {
      return Optional.of(reader.readLine("you> ").strip())
          .filter(line -> !line.equals("/quit") && !line.equals("/exit"));
    } catch (EndOfFileException _) {
      return Optional.empty();
    } catch (UserInterruptException e) {
      if (e.getPartialLine().isBlank()) {
        throw new Cancelled(Cancelled.INTERRUPTED);
      }
      return Optional.of("");
    }
  }

  private void answer(String line, PrintWriter out) {
    try {
      if (line.startsWith("/")) {
        command(line, out);
      } else {
        say(line, out);
      }
    } catch (UserException e) {
      e.problems().forEach(out::println);
    }
  }

  private void command(String line, PrintWriter out) {
    String[] words = line.split("\\s+", 2);
    String rest = words.length > 1 ? words[1].strip() : "";
    switch (words[0]) {
      case "/help" -> out.println(HELP);
      case "/scene" -> scene(rest, out);
      case "/retry" ->
          talk.takeBack()
              .ifPresentOrElse(
                  last -> say(last.said(), out), () -> out.println("Nothing was said yet."));
      case "/memories" -> memories(out);
      case "/thoughts" -> {
        thoughts = !thoughts;
        out.println(thoughts ? "His thoughts are shown." : "His thoughts are hidden.");
      }
      case "/save" -> save(rest, out);
      default ->
          out.println("There is no " + words[0] + ". " + DidYouMean.hint(words[0], COMMANDS));
    }
  }

  private void say(String line, PrintWriter out) {
    stopped = false;
    out.print(name + "> ");
    out.flush();
    Thoughts split =
        new Thoughts(piece -> show(piece, out), piece -> show(thoughts ? piece : "", out));
    Exchange exchange = talk.say(line, sampling.apply(draw++), split, () -> stopped);
    split.finish();
    out.println(exchange.finish() == Finish.CANCELLED ? " [stopped]" : "");
    if (talk.dropped() > told) {
      told = talk.dropped();
      out.println(
          "[The talk is longer than he can keep in mind; forgotten: the first %s.]"
              .formatted(told == 1 ? "exchange" : told + " exchanges"));
    }
  }

  private static void show(String piece, PrintWriter out) {
    out.print(piece);
    out.flush();
  }

  private void scene(String text, PrintWriter out) {
    if (text.isEmpty()) {
      out.println(talk.scene());
    } else {
      talk.scene(text);
      told = 0;
      out.println("A new scene begins; what was said before is gone.");
    }
  }

  private void memories(PrintWriter out) {
    List<Exchange> said = talk.exchanges();
    Recollection last = said.isEmpty() ? Recollection.NOTHING : said.getLast().recollection();
    if (last.texts().isEmpty()) {
      out.println("He remembered nothing in particular.");
    }
    if (last.beyond()) {
      out.println("He felt that this lies beyond his horizon.");
    }
    for (Recalled recalled : last.memories()) {
      out.println(
          "%s (passage %s, fit %.2f): %s"
              .formatted(
                  recalled.memory().id(),
                  recalled.memory().passage(),
                  recalled.score(),
                  recalled.memory().text()));
    }
  }

  private void save(String file, PrintWriter out) {
    Path target = file.isEmpty() ? Transcript.newFile(folder) : folder.resolve(file);
    if (Files.exists(target) && !saved.equals(Optional.of(target))) {
      throw new UserException(target.toString(), "is there already", "Choose another name.");
    }
    Transcript.write(target, name, talk.scene(), talk.exchanges());
    saved = Optional.of(target);
    out.println("Saved to " + target + ".");
  }
}
