package dev.understudy.scene;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.ScriptedModel;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Asks a scripted model one request after another.
record ScriptedAsker(ScriptedModel scripted) implements Asker {
  @Override
  public String model() {
    return scripted.id();
  }

  @Override
  public boolean keepsShapes() {
    return scripted.keepsShapes();
  }

  @Override
  public List<Outcome> askAll(String what, List<ChatRequest> requests) {
    return requests.stream().map(this::one).toList();
  }

  private Outcome one(ChatRequest request) {
    String key = Hashes.sha256(Json.line(request).getBytes(StandardCharsets.UTF_8));
    try {
      return new Outcome.Answered(key, scripted.ask(request));
    } catch (LlmException e) {
      return new Outcome.Failed(key, e.what());
    }
  }
}
