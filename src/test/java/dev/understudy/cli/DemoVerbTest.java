package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole demo on a model of random weights, and what stops it or a training on the way.
class DemoVerbTest {
  @TempDir Path folder;
  private Path home;
  private CharacterFolder ada;
  private final StringWriter out = new StringWriter();
  private final Errors err = new Errors();

  /// Sends this program a TERM signal when words to that effect are shown.
  private static final class Errors extends StringWriter {
    private String stopAt = "";

    @Override
    public void write(String text, int from, int length) {
      super.write(text, from, length);
      if (!stopAt.isEmpty() && toString().contains(stopAt)) {
        stopAt = "";
        try {
          new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @BeforeEach
  void prepare() {
    home = folder.resolve("my home");
    ada = new SmallCharacter(home).talks(16).write();
    String base = TinyBase.in(folder.resolve("base")).name();
    AtomicFiles.write(
        home.resolve("recipes/demo.yaml"),
        "base: " + base + "\nlength: {minutes: 5}\nthreads: 1\n");
  }

  private int run(String... args) {
    return new AtHome(home, out, err).run(args);
  }

  @Test
  void aDemoAsksTrainsAsksAgainAndNamesTheNextCommand() {
    assertThat(run("demo", "ada", "--steps", "2", "--no-chat")).as(err.toString()).isZero();
    assertThat(err.toString())
        .containsSubsequence(
            "1. ",
            "Q: Who are you?",
            "2. Training.",
            "measuring the untrained model on 1 held-out scenes  0 of 1",
            "step 2",
            "3. The same questions again.");
    assertThat(out.toString())
        .containsSubsequence("BEFORE", "AFTER", "Who are you?", "2 steps", "held-out loss")
        .contains("understudy chat ada --run demo --home '" + home + "'");
    assertThat(ada.runs().resolve("demo/before-after.md")).content().contains("| Who are you? |");
    assertThat(new Runs(ada.runs()).finished("demo").manifest().steps()).isEqualTo(2);

    assertThat(run("demo", "ada", "--steps", "1", "--json")).isZero();
    JsonNode shown = Json.mapper().readTree(out.toString());
    assertThat(shown.at("/name").asString()).isEqualTo("Ada Fairbairn");
    assertThat(shown.at("/rows").size()).isEqualTo(1);
    assertThat(shown.at("/rows/0/question").asString()).isEqualTo("Who are you?");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aTermSignalEndsADemoOrderlyAndTheNextOneGoesOn() {
    err.stopAt = "step 1";
    assertThat(run("demo", "ada", "--no-chat")).as(err.toString()).isEqualTo(143);
    assertThat(err.toString()).contains("Saved. The same command goes on from here.");
    assertThat(ada.runs().resolve("demo/checkpoints")).isNotEmptyDirectory();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aTermSignalEndsATrainingAndTellsHowToGoOn() {
    err.stopAt = "step 1";
    assertThat(run("train", "ada", "--run", "long")).as(err.toString()).isEqualTo(143);
    assertThat(err.toString())
        .contains("Go on: understudy train ada --run long --resume --home '" + home + "'");
  }

  @Test
  void theCommandsToGoOnWithNameTheHome() {
    assertThat(run("train", "ada", "--run", "first", "--steps", "1")).isZero();
    assertThat(out.toString())
        .contains("Talk with him: understudy chat ada --run first --home '" + home + "'");
    var places = new Places();
    assertThat(places.command("chat ada")).isEqualTo("understudy chat ada");
    places.home = Path.of("/a/b-c");
    assertThat(places.command("chat ada")).isEqualTo("understudy chat ada --home /a/b-c");
    places.home = Path.of("it's");
    assertThat(places.command("x")).isEqualTo("understudy x --home 'it'\\''s'");
  }

  @Test
  void eachQuestionOfAFileGetsOneLine() {
    assertThat(ChatVerb.oneLine("First.\n\n  Second.\nThird.")).isEqualTo("First. Second. Third.");
    assertThat(ChatVerb.oneLine("")).isEmpty();
    assertThat(run("train", "ada", "--run", "first", "--steps", "1")).isZero();
    Path asked = folder.resolve("asked.txt");
    AtomicFiles.write(asked, "Who are you?\n\nWhich clock?\nWhy?\n");
    assertThat(run("chat", "ada", "--threads", "1", "--questions", asked.toString())).isZero();
    assertThat(out.toString().lines()).hasSize(3);
  }
}
