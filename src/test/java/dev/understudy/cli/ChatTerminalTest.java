package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.model.Sampling;
import dev.understudy.pipeline.Talk;
import dev.understudy.pipeline.TinyTalk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTerminalTest {
  @TempDir Path folder;
  private Runnable whileHeRemembers = () -> {};
  private Optional<Path> history = Optional.empty();
  private TinyTalk tiny;
  private Talk talk;

  @BeforeEach
  void open() {
    tiny = new TinyTalk(folder, 512, UnaryOperator.identity(), said -> whileHeRemembers.run());
    talk = tiny.talk();
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  /// What is shown when these lines are typed, and then Ctrl-D.
  private String type(String... lines) {
    return typeOn("dumb", lines);
  }

  private String typeOn(String kind, String... lines) {
    var in =
        new ByteArrayInputStream(
            (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    try (Terminal terminal = terminal(kind, in, out)) {
      var chat =
          new ChatTerminal(
              talk,
              "Ada",
              folder,
              history,
              turn -> Sampling.chat().withMaxTokens(6).withSeed(turn));
      whileHeRemembers =
          () -> {
            if (talk.exchanges().size() == 1) {
              terminal.raise(Signal.INT);
            }
          };
      chat.run(terminal);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  private static Terminal terminal(String kind, InputStream in, OutputStream out)
      throws IOException {
    return kind.equals("dumb")
        ? new DumbTerminal("test", kind, in, out, StandardCharsets.UTF_8)
        : new ExternalTerminal("test", kind, in, out, StandardCharsets.UTF_8);
  }

  @Test
  void aLineIsAnsweredByName() {
    String shown = type("Good day.", "/quit", "Too late.");
    assertThat(shown).contains("Ada> ").doesNotContain("[stopped]");
    assertThat(talk.exchanges()).hasSize(1).first().extracting("said").isEqualTo("Good day.");
  }

  @Test
  void ctrlCStopsTheReplyAndNotTheTalk() {
    String shown = type("One.", "Two.", "Three.");
    assertThat(shown).containsOnlyOnce("[stopped]");
    assertThat(talk.exchanges()).hasSize(3);
    assertThat(talk.exchanges().get(1).finish()).hasToString("CANCELLED");
    assertThat(talk.exchanges().get(2).finish()).hasToString("LENGTH");
  }

  @Test
  void ctrlCAtAnEmptyLineEndsAsCtrlCDoes() throws IOException {
    var out = new ByteArrayOutputStream();
    var pressed = new PipedInputStream();
    try (var keys = new PipedOutputStream(pressed);
        var terminal = new DumbTerminal("test", "dumb", pressed, out, StandardCharsets.UTF_8)) {
      var chat = new ChatTerminal(talk, "Ada", folder, history, turn -> Sampling.greedy(2));
      Thread presses = Thread.ofPlatform().start(() -> pressAtThePrompt(terminal, out));
      assertThatThrownBy(() -> chat.run(terminal))
          .isInstanceOf(Cancelled.class)
          .extracting(e -> ((Cancelled) e).status())
          .isEqualTo(130);
      presses.interrupt();
    }
  }

  private static void pressAtThePrompt(Terminal terminal, ByteArrayOutputStream shown) {
    try {
      for (int i = 0; i < 600; i++) {
        Thread.sleep(50);
        if (shown.toString(StandardCharsets.UTF_8).contains("you>")) {
          terminal.raise(Signal.INT);
        }
      }
    } catch (InterruptedException _) {
      // it was heard
    }
  }

  @Test
  void linesOfAnEarlierTalkComeBackAndNobodyElseReadsThem() throws IOException {
    String before = "\u0010"; // Ctrl-P, as arrow-up
    typeOn("ansi", "Good day.");
    typeOn("ansi", before);
    assertThat(talk.exchanges()).as("none is kept").hasSize(1);

    Path file = folder.resolve("state/history");
    history = Optional.of(file);
    typeOn("ansi", "What of the clock?", "/thoughts");
    assertThat(Files.readString(file)).contains(":What of the clock?");
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    typeOn("ansi", before + before);
    assertThat(talk.exchanges())
        .hasSize(3)
        .last()
        .extracting("said")
        .isEqualTo("What of the clock?");
  }

  @Test
  void historyHasItsPlaceAndCanBeSwitchedOff() {
    assertThat(ChatHistory.place(Map.of()).orElseThrow())
        .isEqualTo(
            Path.of(System.getProperty("user.home"), ".local", "state", "understudy", "history"));
    assertThat(ChatHistory.place(Map.of("XDG_STATE_HOME", "/s")))
        .contains(Path.of("/s/understudy/history"));
    assertThat(ChatHistory.place(Map.of("UNDERSTUDY_HISTORY", "/h/lines")))
        .contains(Path.of("/h/lines"));
    assertThat(ChatHistory.place(Map.of("UNDERSTUDY_HISTORY", ""))).isEmpty();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsGoneWithout() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "");
    history = Optional.of(file.resolve("history"));
    assertThat(type("Good day.")).contains("Ada> ");
  }

  @Test
  void helpNamesEveryCommandAndAnUnknownOneIsGuessed() {
    assertThat(type("/help"))
        .contains("/scene", "/retry", "/memories", "/thoughts", "/save", "/quit");
    assertThat(type("/memorise")).contains("There is no /memorise. Did you mean '/memories'?");
    assertThat(type("", "   ", "/")).contains("There is no /.");
    assertThat(talk.exchanges()).isEmpty();
  }

  @Test
  void retryAnswersTheSameLineOnceMore() {
    assertThat(type("/retry")).contains("Nothing was said yet.");
    type("Good day.");
    String first = talk.exchanges().getFirst().reply();
    type("/scene", "/retry");
    assertThat(talk.exchanges()).hasSize(1);
    assertThat(talk.exchanges().getFirst().said()).isEqualTo("Good day.");
    type("/retry", "/retry");
    assertThat(talk.exchanges().getFirst().reply()).isNotEqualTo(first);
  }

  @Test
  void memoriesAreShownWithTheirPassage() {
    assertThat(type("/memories")).contains("He remembered nothing in particular.");
    assertThat(type("What of the clock?", "/memories"))
        .contains("m1 (passage p1, fit 0.88): I mended a clock for a goose.");
    assertThat(type("By railway?", "/memories"))
        .contains("He felt that this lies beyond his horizon.")
        .doesNotContain("in particular", "m1");
  }

  @Test
  void thoughtsAreHiddenUntilAskedFor() {
    assertThat(type("/thoughts", "/thoughts"))
        .containsSubsequence("His thoughts are shown.", "His thoughts are hidden.");
  }

  @Test
  void theSceneIsShownOrBegunAnew() {
    assertThat(type("Good day.", "/scene")).contains("A visitor is here.");
    assertThat(type("/scene It is night.")).contains("A new scene begins");
    assertThat(talk.scene()).isEqualTo("It is night.");
    assertThat(talk.exchanges()).isEmpty();
  }

  @Test
  void aTalkIsSavedAndSavedAgainButOverNoOtherFile() {
    Path file = folder.resolve("talk.md");
    type("Good day.", "/save talk.md", "/save talk.md");
    assertThat(file).content().contains("**You:** Good day.").contains("A computer program");
    assertThat(type("/save talk.md")).contains("is there already");
    assertThat(type("/save")).contains("Saved to ").contains("talk-");
    assertThat(type("/save talk.md/x.md")).contains("a file stands where a folder is needed");
  }

  @Test
  void whatCannotBeAnsweredIsToldAndTheTalkGoesOn() {
    assertThat(type("word ".repeat(1200), "Good day."))
        .contains("the model's context holds 512")
        .contains("Ada> ");
    assertThat(talk.exchanges()).hasSize(1);
  }
}
