package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Finish;
import dev.understudy.pipeline.Actor;
import dev.understudy.pipeline.Company;
import dev.understudy.pipeline.Exchange;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy chat`: talk with a character on a terminal, or let it answer for a script.
@Command(
    name = "chat",
    description = "Talk with a character; or let it answer one question, or a file of them.",
    footer = {
      "",
      "Examples:",
      "  understudy chat beethoven",
      "  understudy chat beethoven --once \"What do you think of Napoleon?\"",
      "  understudy chat beethoven --questions questions.txt --json > answers.jsonl",
      "",
      "The lines you type are kept for arrow-up in ~/.local/state/understudy/history, which only you",
      "can read. UNDERSTUDY_HISTORY names another file; when it is set to nothing, none is kept."
    })
final class ChatVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whom to talk with, e.g. beethoven.")
  String character;

  @Option(names = "--scene", paramLabel = "TEXT", description = "Where the talk takes place.")
  @Nullable String scene;

  @Option(names = "--once", paramLabel = "QUESTION", description = "Print one answer and leave.")
  @Nullable String once;

  @Option(
      names = "--questions",
      paramLabel = "FILE",
      description =
          "Answer each line of a file, each as the first of a talk, on a line of its own.")
  @Nullable Path questions;

  @Option(names = "--json", description = "With --once or --questions: a JSON record a line.")
  boolean json;

  @Mixin PlayerOptions player = new PlayerOptions();
  @Mixin TalkOptions talking = new TalkOptions();
  @Mixin Places places = new Places();

  ChatVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    talking.checked(); // tells what is wrong with it before anything is loaded
    List<String> asked = asked();
    CharacterFolder folder = places.characters().find(character);
    try (Company company = player.open(folder, !talking.noRecall, places, terminal)) {
      String where = scene == null ? company.sheet().scene() : scene;
      if (asked.isEmpty()) {
        ChatTerminal.open(company, where, talking, terminal).run();
      } else {
        answer(company.actor(), where, asked);
      }
    }
    return 0;
  }

  private void answer(Actor actor, String where, List<String> asked) {
    PrintWriter out = terminal.out();
    for (Exchange exchange : actor.answerEach(where, asked, talking.sampling())) {
      String spoken = exchange.spoken();
      out.println(
          json ? Json.line(Answer.of(exchange)) : questions == null ? spoken : oneLine(spoken));
    }
    out.flush();
  }

  /// Of a file's questions each gets one line, so that the nth answer is that to the nth question.
  static String oneLine(String spoken) {
    return spoken
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /// One line of `--json`.
  private record Answer(
      String question,
      String answer,
      String reply,
      Finish finish,
      List<String> memories,
      boolean beyond) {
    static Answer of(Exchange exchange) {
      return new Answer(
          exchange.said(),
          exchange.spoken(),
          exchange.reply(),
          exchange.finish(),
          exchange.remembered().stream().map(r -> r.memory().id()).toList(),
          exchange.recollection().beyond());
    }
  }

  private List<String> asked() {
    if (once != null && questions != null) {
      throw new WrongUsage("--once and --questions", "exclude each other", "Give one of them.");
    }
    if (json && once == null && questions == null) {
      throw new WrongUsage(
          "--json", "is for answers to --once or --questions", "Give one of them, too.");
    }
    if (once != null) {
      if (once.isBlank()) {
        throw new WrongUsage("--once", "is empty", "Put a question behind it, in quotes.");
      }
      return List.of(once);
    }
    return questions == null ? List.of() : lines(questions);
  }

  private static List<String> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
      if (lines.isEmpty()) {
        throw new UserException(file.toString(), "has no question in it", "Put one on each line.");
      }
      return lines;
    } catch (NoSuchFileException e) {
      throw new UserException(file.toString(), "does not exist", "Check the path.", e);
    } catch (MalformedInputException e) {
      throw new UserException(file.toString(), "is not UTF-8 text", "Save it as UTF-8.", e);
    } catch (IOException e) {
      throw new UserException(file.toString(), "can't be read: " + e.getMessage(), "Check it.", e);
    }
  }
}
