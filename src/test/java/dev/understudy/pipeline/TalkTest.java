package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.model.Finish;
import dev.understudy.model.Sampling;
import dev.understudy.model.Tokenizer;
import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Talks with a random model: what it is given to read is what counts here.
class TalkTest {
  private static final int CONTEXT = 256;
  private static final Sampling SHORT = Sampling.chat().withMaxTokens(8);

  @TempDir Path folder;
  private final List<String> encoded = new ArrayList<>();
  private final List<List<String>> heard = new ArrayList<>();
  private TinyTalk tiny;
  private Talk talk;

  @BeforeEach
  void open() {
    tiny = new TinyTalk(folder, CONTEXT, real -> new Recording(real, encoded), heard::add);
    talk = tiny.talk();
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  private record Recording(Tokenizer real, List<String> texts) implements Tokenizer {
    @Override
    public int[] encode(String text) {
      texts.add(text);
      return real.encode(text);
    }

    @Override
    public String decode(int[] ids) {
      return real.decode(ids);
    }

    @Override
    public Map<String, Integer> specials() {
      return real.specials();
    }

    @Override
    public int vocabulary() {
      return real.vocabulary();
    }

    @Override
    public int endOfTurn() {
      return real.endOfTurn();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private Exchange say(String text) {
    encoded.clear();
    return talk.say(text, SHORT, piece -> {}, () -> false);
  }

  /// All that was encoded for the last prompt.
  private String prompt() {
    int from =
        IntStream.range(0, encoded.size())
            .filter(i -> encoded.get(i).contains("You are Ada Fairbairn"))
            .max()
            .orElseThrow();
    return String.join("|", encoded.subList(from, encoded.size()));
  }

  @Test
  void eachLineIsReadAfterWhoHeIsTheSceneAndWhatWasSaid() {
    say("Good day.");
    assertThat(prompt()).contains("A visitor is here.").contains("Good day.");
    Exchange second = say("And now?");
    assertThat(prompt()).containsSubsequence("A visitor is here.", "Good day.", "And now?");
    assertThat(talk.exchanges()).hasSize(2).last().isEqualTo(second);
  }

  @Test
  void heRemembersOnceForEachLineAndStillKnowsItAtTheNext() {
    Exchange first = say("Tell me of the clock.");
    assertThat(first.remembered()).containsExactly(TinyTalk.CLOCK);
    assertThat(prompt()).contains("(remembering) I mended a clock for a goose.\n");
    assertThat(first.reply()).isNotEmpty();
    say("Go on.");
    assertThat(prompt())
        .containsSubsequence("Tell me of the", "(remembering) I mended", "Go on.")
        .doesNotEndWith("goose.\n");
    assertThat(heard)
        .containsExactly(
            List.of("Tell me of the clock."), List.of("Tell me of the clock.", "Go on."));
  }

  @Test
  void whatLiesBeyondHisHorizonIsSaidInPlaceOfMemories() {
    Exchange first = say("Did your clock come by railway?");
    assertThat(first.recollection().beyond()).isTrue();
    assertThat(first.remembered()).isEmpty();
    assertThat(prompt()).contains("(remembering) I know nothing of this.\n");
    say("And the clock?");
    assertThat(prompt())
        .containsSubsequence("railway?", "(remembering) I know nothing of this.", "And the clock?")
        .contains("(remembering) I mended a clock for a goose.\n");
  }

  @Test
  void theOldestExchangesDropWholeAndIdentityAndSceneStay() {
    int lines = 0;
    while (talk.dropped() == 0 && lines < 40) {
      say("This is the line of number " + lines++ + ".");
    }
    assertThat(talk.dropped()).isBetween(1, lines - 2);
    assertThat(prompt())
        .contains("You are Ada Fairbairn")
        .contains("A visitor is here.")
        .doesNotContain("number 0.")
        .contains("number " + talk.dropped() + ".")
        .contains("number " + (lines - 1) + ".");
    assertThat(talk.exchanges()).hasSize(lines);
  }

  @Test
  void aReplyThatMayBeAsLongAsTheContextForgetsNothing() {
    talk.say("One.", Sampling.chat().withMaxTokens(4), piece -> {}, () -> false);
    talk.say("Two.", Sampling.chat().withMaxTokens(100_000), piece -> {}, () -> true);
    assertThat(talk.dropped()).isZero();
  }

  @Test
  void aLineLongerThanTheContextIsRefusedAndTheTalkStaysAsItWas() {
    say("Good day.");
    assertThatThrownBy(() -> say("word ".repeat(600)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("context");
    assertThat(talk.dropped()).isZero();
    assertThat(talk.exchanges()).hasSize(1);
  }

  @Test
  void whatWasTakenBackIsForgotten() {
    assertThat(talk.takeBack()).isEmpty();
    say("Good day.");
    Exchange second = say("And now?");
    assertThat(talk.takeBack()).contains(second);
    say("Well?");
    assertThat(prompt()).contains("Good day.").doesNotContain("And now?");
  }

  @Test
  void aNewSceneBeginsANewTalk() {
    say("Good day.");
    talk.scene("It is night.");
    say("Who is there?");
    assertThat(prompt()).contains("It is night.").doesNotContain("Good day.", "A visitor");
    assertThat(talk.exchanges()).hasSize(1);
  }

  @Test
  void aStoppedReplyIsAsFarAsItCame() {
    int[] asked = {0};
    Exchange half = talk.say("One?", SHORT, piece -> {}, () -> ++asked[0] > 2);
    assertThat(half.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(half.reply()).isNotEmpty();
    assertThat(talk.exchanges()).containsExactly(half);
  }
}
