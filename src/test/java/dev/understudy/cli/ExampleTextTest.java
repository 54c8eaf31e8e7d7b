package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.train.MarkedExample;
import dev.understudy.train.MarkedExample.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleTextTest {
  private static final MarkedExample EXAMPLE =
      new MarkedExample(
          "b001",
          40,
          9,
          List.of(
              new Part("system\nYou are Ada.<e>\nassistant\n", false),
              new Part("I read\nclocks.<e>", true),
              new Part("\n", false)));

  @Test
  void whatIsLearntStandsInBracketsWhereThereAreNoColours() {
    assertThat(ExampleText.whole(EXAMPLE, new Style(false)))
        .isEqualTo(
            """
            b001: 9 of 40 tokens learnt
            system
            You are Ada.<e>
            assistant
            [[I read
            clocks.<e>]]
            """);
  }

  @Test
  void onATerminalItIsGreenLineByLine() {
    assertThat(ExampleText.whole(EXAMPLE, new Style(true)))
        .endsWith("assistant\n\033[32mI read\033[0m\n\033[32mclocks.<e>\033[0m\n")
        .doesNotContain("[[");
  }

  @Test
  void shortOnOneLineAsWideAsTheTerminal() {
    assertThat(ExampleText.compact(EXAMPLE, 100, new Style(false)))
        .isEqualTo("   b001, 9 of 40 tokens learnt: [[I read ⏎ clocks.<e>]]");
    MarkedExample other =
        new MarkedExample("b002", 40, 9, List.of(new Part("I mend clocks. ".repeat(9), true)));
    assertThat(ExampleText.compact(other, 70, new Style(false)))
        .startsWith("   b002, 9 of 40 tokens learnt: [[I mend clocks. I mend")
        .endsWith("…]]")
        .hasSizeLessThan(70);
  }
}
