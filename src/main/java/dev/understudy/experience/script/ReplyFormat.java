package dev.understudy.experience.script;

import dev.understudy.llm.ChatReply;
import dev.understudy.llm.Shape;
import java.util.Optional;

/// How a model is to write a script, and how what it wrote is read.
interface ReplyFormat {
  /// For the prompt.
  String instructions();

  /// For models that keep to shapes.
  Optional<Shape> shape();

  Reading read(String reply);

  /// A reply that did not come to its own end is no script.
  default Reading read(ChatReply reply) {
    return switch (reply.finish()) {
      case END -> read(reply.text());
      case LENGTH -> new Reading.Misfit(Refusal.format("cut off at the token limit"));
      case FILTERED -> new Reading.Misfit(Refusal.format("held back by the provider"));
    };
  }
}
