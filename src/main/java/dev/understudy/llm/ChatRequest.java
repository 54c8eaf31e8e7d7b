package dev.understudy.llm;

import java.util.List;
import java.util.Optional;

/// What is put to a model.
///
/// @param shape the JSON wanted, when the reply is no free text
/// @param sample which of several replies to the same messages this is, from 0: a part of the key
///   under which it is kept, and the seed where a model takes one
public record ChatRequest(
    List<ChatMessage> messages, SamplingSettings sampling, Optional<Shape> shape, int sample) {
  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a request without messages");
    }
  }

  /// A request for free text.
  public static ChatRequest text(List<ChatMessage> messages, SamplingSettings sampling) {
    return new ChatRequest(messages, sampling, Optional.empty(), 0);
  }

  public static ChatRequest shaped(
      List<ChatMessage> messages, SamplingSettings sampling, Shape shape) {
    return new ChatRequest(messages, sampling, Optional.of(shape), 0);
  }

  public ChatRequest withSample(int sample) {
    return new ChatRequest(messages, sampling, shape, sample);
  }
}
