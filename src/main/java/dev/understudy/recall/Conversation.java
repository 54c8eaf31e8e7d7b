package dev.understudy.recall;

import dev.understudy.model.Message;
import java.util.List;

/// A scene as messages, the way a base reads it in training.
public record Conversation(List<Part> parts) {
  /// One message.
  ///
  /// @param learnt whether training learns it
  /// @param remembered how many characters at its beginning are what comes to his mind: they are
  ///   read, and never learnt
  public record Part(Message message, boolean learnt, int remembered) {}

  public Conversation {
    parts = List.copyOf(parts);
  }

  public List<Message> messages() {
    return parts.stream().map(Part::message).toList();
  }
}
