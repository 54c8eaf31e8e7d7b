package dev.understudy.experience.script;

import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.person.Experience;
import java.util.List;
import java.util.function.BiFunction;

/// One script to be asked for.
///
/// @param id of the experience
/// @param prompt its version
/// @param made makes the experience of a script that fits
record Draft(
    String id,
    List<ChatMessage> messages,
    SamplingSettings sampling,
    ReplyFormat format,
    String prompt,
    BiFunction<Script, Experience.Provenance, Experience> made) {
  Draft {
    messages = List.copyOf(messages);
  }

  /// @param sample which of several replies
  ChatRequest request(int sample) {
    return new ChatRequest(messages, sampling, format.shape(), sample);
  }
}
