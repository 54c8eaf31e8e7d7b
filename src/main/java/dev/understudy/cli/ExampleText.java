package dev.understudy.cli;

import dev.understudy.train.MarkedExample;
import java.util.stream.Collectors;

/// Examples to look at: what is learnt is green on a terminal, and in double brackets elsewhere.
final class ExampleText {
  private ExampleText() {}

  /// The whole text under a head line.
  static String whole(MarkedExample example, Style style) {
    String text =
        example.parts().stream()
            .map(part -> part.learnt() ? learnt(part.text(), style) : part.text())
            .collect(Collectors.joining());
    return style.bold("%s: %s".formatted(example.experience(), counts(example)))
        + "\n"
        + text.stripTrailing()
        + "\n";
  }

  /// What is learnt first, on one line of at most `width` characters.
  static String compact(MarkedExample example, int width, Style style) {
    String head = "   %s, %s: ".formatted(example.experience(), counts(example));
    String text =
        example.parts().stream()
            .filter(MarkedExample.Part::learnt)
            .map(MarkedExample.Part::text)
            .findFirst()
            .orElse("")
            .replace("\n", " ⏎ ");
    int room = Math.max(20, width - head.length() - 6);
    String cut = text.length() <= room ? text : text.substring(0, room - 1) + "…";
    return head + learnt(cut, style);
  }

  private static String counts(MarkedExample example) {
    return "%d of %d tokens learnt".formatted(example.targets(), example.tokens());
  }

  /// Each line by itself: a pager forgets a colour at a line's end.
  private static String learnt(String text, Style style) {
    return style.on()
        ? text.lines().map(style::green).collect(Collectors.joining("\n"))
            + (text.endsWith("\n") ? "\n" : "")
        : "[[" + text + "]]";
  }
}
