package dev.understudy.llm;

/// A language model that answers one request at a time, and may be asked by many threads at once.
public interface ChatModel extends AutoCloseable {
  /// Provider and model, as `openai/gpt-4o`. A part of the key under which a reply is kept: two
  /// models of one name are taken for the same.
  String id();

  /// True when it keeps to [ChatRequest#shape]. Others are told the shape in the prompt, and may
  /// stray from it.
  boolean keepsShapes();

  /// @throws LlmException when there is no reply; its kind tells whether to ask again
  ChatReply ask(ChatRequest request);

  @Override
  default void close() {}
}
