package dev.understudy.experience.script;

import dev.understudy.llm.Shape;
import java.util.Optional;

/// A script as lines of `Name (speaking): text`, for models that keep to no shapes.
record TextScript(Speakers speakers, int leastAccepted) implements ReplyFormat {
  @Override
  public String instructions() {
    String partner =
        speakers.partners().isEmpty() ? speakers.hero() : speakers.partners().getFirst();
    return """
    Write it in just this form, with nothing before, after or between, and each turn on a line of its own:
    Background: where you are, what is going on
    %2$s (speaking): what %2$s says
    %1$s (thinking): what %1$s thinks
    %1$s (acting): what %1$s does
    %1$s (speaking): what %1$s says\
    """
        .formatted(speakers.hero(), partner);
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public Reading read(String reply) {
    return ScriptParser.read(reply, speakers, leastAccepted);
  }
}
