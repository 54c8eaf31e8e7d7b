package dev.understudy.llm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/// A model whose replies are written beforehand, for tests and for trying things out. It remembers
/// what it was asked.
public final class ScriptedModel implements ChatModel {
  private final Function<ChatRequest, String> script;
  private final List<ChatRequest> asked = new ArrayList<>();

  /// Replies with what `script` makes of each request; what it throws is thrown to the asker.
  public ScriptedModel(Function<ChatRequest, String> script) {
    this.script = script;
  }

  /// Gives one reply after another, whatever the request.
  public static ScriptedModel of(String... replies) {
    Queue<String> left = new ArrayDeque<>(List.of(replies));
    return new ScriptedModel(_ -> {
      String reply = left.poll();
      if (reply == null) {
        throw new LlmException.Unanswerable("the script has no reply left");
      }
      return reply;
    });
  }

  @Override
  public String id() {
    return "scripted/script";
  }

  @Override
  public boolean keepsShapes() {
    return true;
  }

  @Override
  public synchronized ChatReply ask(ChatRequest request) {
    asked.add(request);
    String reply = script.apply(request);
    long read = request.messages().stream().mapToLong(m -> words(m.text())).sum();
    return new ChatReply(reply, new Usage(read, words(reply)), ChatReply.Finish.END);
  }

  /// Every request so far, in the order they came.
  public synchronized List<ChatRequest> asked() {
    return List.copyOf(asked);
  }

  private static long words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }
}
