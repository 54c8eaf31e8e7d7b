package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private final Columns columns = new Columns(44, 2);

  @Test
  void setsTextsSideBySideAndWrapsAtWords() {
    assertThat(columns.row(List.of("one two three four five six", "short")))
        .containsExactly("one two three four    │ short", "five six              │");
  }

  @Test
  void cutsWordsLongerThanAColumn() {
    assertThat(Columns.wrap("aaaaaaaaaa bb", 4)).containsExactly("aaaa", "aaaa", "aa", "bb");
  }

  @Test
  void ruleIsAsWideAsTheRow() {
    String row = columns.row(List.of("x".repeat(20), "y".repeat(20))).getFirst();
    assertThat(columns.rule(2)).hasSameSizeAs(row);
  }
}
