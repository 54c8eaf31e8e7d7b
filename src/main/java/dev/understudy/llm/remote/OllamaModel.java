package dev.understudy.llm.remote;

import dev.understudy.llm.ChatModel;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.LlmSettings.KeepsShapes;
import dev.understudy.llm.Shapes;
import dev.understudy.llm.Usage;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's own chat: unlike its OpenAI side it lets the context be set, which is short by default
/// and cuts long prompts in silence.
final class OllamaModel implements ChatModel {
  private static final URI OWN = URI.create("http://127.0.0.1:11434");

  private final LlmSettings settings;
  private final URI address;
  private final Wire wire;

  OllamaModel(LlmSettings settings) {
    this.settings = settings;
    address = Wire.address(settings, OWN, "/api/chat");
    wire = new Wire(settings.patience().timeout(), Optional.empty());
  }

  @Override
  public String id() {
    return "ollama/" + settings.model();
  }

  @Override
  public boolean keepsShapes() {
    return settings.keepsShapes() != KeepsShapes.NO;
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    return reply(wire.post(address, Map.of(), body(request)));
  }

  private ObjectNode body(ChatRequest request) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("model", settings.model()).put("stream", false);
    Wire.put(request.messages().stream(), body);
    ObjectNode options =
        body.putObject("options")
            .put("temperature", request.sampling().temperature())
            .put("top_p", request.sampling().topP())
            .put("num_predict", request.sampling().mostTokens())
            .put("seed", request.sample());
    if (settings.context() > 0) {
      options.put("num_ctx", settings.context());
    }
    if (keepsShapes()) {
      request.shape().ifPresent(shape -> body.set("format", Shapes.schema(shape)));
    }
    return body;
  }

  private static ChatReply reply(JsonNode json) {
    JsonNode content = json.path("message").path("content");
    if (!content.isString()) {
      throw new LlmException.Passing("a reply without content", Optional.empty());
    }
    return new ChatReply(
        content.asString(),
        new Usage(json.path("prompt_eval_count").asLong(0), json.path("eval_count").asLong(0)),
        json.path("done_reason").asString("").equals("length")
            ? ChatReply.Finish.LENGTH
            : ChatReply.Finish.END);
  }

  @Override
  public void close() {
    wire.close();
  }
}
