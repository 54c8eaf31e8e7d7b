package dev.understudy.experience.script;

import dev.understudy.llm.Asker;
import dev.understudy.llm.CallKey;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.ScriptedModel;
import java.util.List;
import java.util.function.Function;

/// Asks a scripted model one request after another.
record ScriptedAsker(ScriptedModel scripted, boolean keepsShapes) implements Asker {
  /// Of a model that keeps to no shapes.
  static ScriptedAsker text(Function<ChatRequest, String> script) {
    return new ScriptedAsker(new ScriptedModel(script), false);
  }

  static ScriptedAsker text(String... replies) {
    return new ScriptedAsker(ScriptedModel.of(replies), false);
  }

  static ScriptedAsker shaped(Function<ChatRequest, String> script) {
    return new ScriptedAsker(new ScriptedModel(script), true);
  }

  @Override
  public String model() {
    return scripted.id();
  }

  @Override
  public List<Outcome> askAll(String what, List<ChatRequest> requests) {
    return requests.stream().map(this::one).toList();
  }

  private Outcome one(ChatRequest request) {
    String key = CallKey.of(model(), request);
    try {
      return new Outcome.Answered(key, scripted.ask(request));
    } catch (LlmException e) {
      return new Outcome.Failed(key, e.what());
    }
  }
}
