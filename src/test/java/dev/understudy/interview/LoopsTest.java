package dev.understudy.interview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopsTest {
  @Test
  void findsARunOfFiveWordsThreeTimes() {
    assertThat(Loops.in("I am a poet, a musician. I am a poet, a musician. i am a poet a musician"))
        .isTrue();
  }

  @Test
  void twiceIsNoLoop() {
    assertThat(Loops.in("I am a poet, a musician. I am a poet, a musician. I am a poet")).isFalse();
  }

  @Test
  void overlappingRunsCount() {
    assertThat(Loops.in("no no no no no no no")).isTrue();
  }

  @Test
  void emptyTextHasNone() {
    assertThat(Loops.in("")).isFalse();
  }
}
