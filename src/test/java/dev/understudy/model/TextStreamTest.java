package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextStreamTest {
  private static final ByteTokenizer BYTES = new ByteTokenizer(256, 0);
  private final List<String> pieces = new ArrayList<>();

  private TextStream stream(String... stop) {
    return new TextStream(BYTES, List.of(stop), pieces::add);
  }

  private static boolean feed(TextStream stream, String text) {
    for (int id : BYTES.encode(text)) {
      if (stream.accept(id)) {
        return true;
      }
    }
    stream.finish();
    return false;
  }

  @Test
  void emitsWholeCharactersOnly() {
    TextStream stream = stream();
    assertThat(feed(stream, "aé🎵z")).isFalse();
    assertThat(pieces).containsExactly("a", "é", "🎵", "z");
    assertThat(stream.text()).isEqualTo("aé🎵z");
    assertThat(stream.count()).isEqualTo(8);
  }

  @Test
  void halfACharacterAtTheEndIsShownAsSuch() {
    TextStream stream = stream();
    stream.accept('a');
    stream.accept(0xF0);
    stream.accept(0x9F);
    assertThat(pieces).containsExactly("a");
    stream.finish();
    assertThat(stream.text()).startsWith("a\uFFFD");
  }

  @Test
  void bytesThatNeverBecomeACharacterDoNotBlockTheRest() {
    TextStream stream = stream();
    for (int i = 0; i < 20; i++) {
      stream.accept(0x80);
    }
    assertThat(pieces).isNotEmpty();
  }

  @Test
  void stopTextIsCutAndNothingOfItShown() {
    TextStream stream = stream("\nUser:", "END");
    assertThat(feed(stream, "I say.\nUser: you")).isTrue();
    assertThat(stream.text()).isEqualTo("I say.");
    assertThat(String.join("", pieces)).isEqualTo("I say.");
  }

  @Test
  void whatOnlyLookedLikeAStopTextIsShownInTheEnd() {
    TextStream stream = stream("\nUser:");
    assertThat(feed(stream, "a\nUs b\nUse")).isFalse();
    assertThat(String.join("", pieces)).isEqualTo("a\nUs b\nUse");
    assertThat(pieces).contains("\nUs ", "\nUse");
  }

  @Test
  void theEarlierOfTwoStopTextsWins() {
    TextStream stream = stream("cd", "bcde");
    assertThat(feed(stream, "abcdef")).isTrue();
    assertThat(stream.text()).isEqualTo("ab");
  }
}
