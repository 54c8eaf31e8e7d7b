package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Generator;
import dev.understudy.model.Sampling;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.person.Memory;
import dev.understudy.pipeline.Actor;
import dev.understudy.pipeline.Talk;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Retriever;
import dev.understudy.recipe.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTerminalTest {
  private static final Memory CLOCK =
      new Memory("m1", "I mended a clock for a goose.", "p1", "1860", Memory.Weight.TOLD);

  @TempDir Path folder;
  private Weights weights;
  private Tokenizer tokenizer;
  private Generator generator;
  private Runnable whileHeRemembers = () -> {};
  private Talk talk;

  @BeforeEach
  void open() {
    BaseModel base = TinyBase.in(folder.resolve("base"));
    weights = Weights.load(base);
    tokenizer = Tokenizers.of(base);
    generator = new Generator(weights, tokenizer, 1);
    Retriever clocks =
        new Retriever() {
          @Override
          public List<Recalled> recall(List<String> said, int most) {
            whileHeRemembers.run();
            return said.getLast().contains("clock")
                ? List.of(new Recalled(CLOCK, 0.875))
                : List.of();
          }

          @Override
          public void close() {}
        };
    var prompting = new Prompting(new SmallCharacter(folder).write().sheet(), Place.BEFORE_REPLY);
    var template = ChatTemplate.of(base, tokenizer);
    talk =
        new Talk(
            new Actor(
                prompting,
                new Mind(clocks, said -> said.getLast().contains("railway")),
                tokenizer,
                template,
                generator,
                512,
                2),
            "A visitor is here.");
  }

  @AfterEach
  void close() {
    generator.close();
    tokenizer.close();
    weights.close();
  }

  /// What is shown when these lines are typed, and then Ctrl-D.
  private String type(String... lines) {
    var in =
        new ByteArrayInputStream(
            (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    try (var terminal = new DumbTerminal("test", "dumb", in, out, StandardCharsets.UTF_8)) {
      var chat =
          new ChatTerminal(
              talk, "Ada", folder, turn -> Sampling.chat().withMaxTokens(6).withSeed(turn));
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
