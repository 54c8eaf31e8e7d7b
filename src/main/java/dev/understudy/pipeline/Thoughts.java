package dev.understudy.pipeline;

import java.util.function.Consumer;

/// Splits what a character says from what he thinks, also while it still streams: a line that
/// begins with `(thinking)` is a thought, everything else is heard.
public final class Thoughts implements Consumer<String> {
  private static final String MARK = "(thinking)";

  private final Consumer<String> spoken;
  private final Consumer<String> thought;
  private final StringBuilder start = new StringBuilder();
  private Line line = Line.UNDECIDED;

  private enum Line {
    UNDECIDED,
    SPOKEN,
    THOUGHT
  }

  /// Each listener gets its pieces in order, with the line ends.
  public Thoughts(Consumer<String> spoken, Consumer<String> thought) {
    this.spoken = spoken;
    this.thought = thought;
  }

  /// Only what is said, without surrounding white space.
  public static String spoken(String reply) {
    StringBuilder said = new StringBuilder();
    Thoughts split = new Thoughts(said::append, thought -> {});
    split.accept(reply);
    split.finish();
    return said.toString().strip();
  }

  @Override
  public void accept(String piece) {
    piece.codePoints().forEach(this::next);
  }

  /// Hands on what was held back to see how the line begins.
  public void finish() {
    if (line == Line.UNDECIDED) {
      emit(spoken);
    }
    line = Line.UNDECIDED;
  }

  private void next(int letter) {
    start.appendCodePoint(letter);
    if (line == Line.UNDECIDED) {
      decide();
    }
    if (line != Line.UNDECIDED) {
      emit(line == Line.THOUGHT ? thought : spoken);
    }
    if (letter == '\n') {
      line = Line.UNDECIDED;
    }
  }

  private void decide() {
    String begun = start.toString().stripLeading();
    if (begun.startsWith(MARK)) {
      line = Line.THOUGHT;
    } else if (!MARK.startsWith(begun)) {
      line = Line.SPOKEN;
    }
  }

  private void emit(Consumer<String> listener) {
    if (!start.isEmpty()) {
      listener.accept(start.toString());
      start.setLength(0);
    }
  }
}
