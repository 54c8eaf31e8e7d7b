package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThoughtsTest {
  private final StringBuilder spoken = new StringBuilder();
  private final StringBuilder thought = new StringBuilder();
  private final Thoughts thoughts = new Thoughts(spoken::append, thought::append);

  @Test
  void splitsWhatIsThoughtFromWhatIsSaidWhileItStreams() {
    for (String piece : "(think|ing) He lies.\nGet| out!".split("\\|")) {
      thoughts.accept(piece);
    }
    thoughts.finish();
    assertThat(thought).hasToString("(thinking) He lies.\n");
    assertThat(spoken).hasToString("Get out!");
  }

  @Test
  void handsOnEachPieceAsSoonAsTheLineIsDecided() {
    thoughts.accept("So");
    assertThat(spoken).hasToString("So");
    thoughts.accept(" it");
    assertThat(spoken).hasToString("So it");
  }

  @Test
  void anOtherBracketIsSpoken() {
    assertThat(Thoughts.spoken("(thin ice) no\n")).isEqualTo("(thin ice) no");
    assertThat(Thoughts.spoken("(thi")).isEqualTo("(thi");
  }

  @Test
  void aThoughtAloneLeavesSilence() {
    assertThat(Thoughts.spoken("(thinking) Better not.")).isEmpty();
  }
}
