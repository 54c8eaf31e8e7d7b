package dev.understudy.llm.remote;

import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatMessage.Role;
import dev.understudy.llm.ChatModel;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.LlmSettings.KeepsShapes;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shapes;
import dev.understudy.llm.Usage;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's messages. A shape is asked for as the input of the one tool that must be used.
final class AnthropicModel implements ChatModel {
  private static final URI OWN = URI.create("https://api.anthropic.com");
  private static final String VERSION = "2023-06-01";
  private static final String TOOL = "reply";

  private final LlmSettings settings;
  private final URI address;
  private final Map<String, String> headers;
  private final Wire wire;

  AnthropicModel(LlmSettings settings, Optional<Key> key) {
    this.settings = settings;
    address = Wire.address(settings, OWN, "/v1/messages");
    headers = new HashMap<>(Map.of("anthropic-version", VERSION));
    key.ifPresent(k -> headers.put("x-api-key", k.secret()));
    wire = new Wire(settings.patience().timeout(), key);
  }

  @Override
  public String id() {
    return "anthropic/" + settings.model();
  }

  @Override
  public boolean keepsShapes() {
    return settings.keepsShapes() != KeepsShapes.NO;
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    return reply(wire.post(address, headers, body(request)));
  }

  private ObjectNode body(ChatRequest request) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", settings.model())
            .put("max_tokens", request.sampling().mostTokens())
            .put("temperature", Math.min(1, request.sampling().temperature()));
    String system =
        request.messages().stream()
            .filter(m -> m.role() == Role.SYSTEM)
            .map(ChatMessage::text)
            .collect(Collectors.joining("\n\n"));
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    Wire.put(request.messages().stream().filter(m -> m.role() != Role.SYSTEM), body);
    if (keepsShapes()) {
      request.shape().ifPresent(shape -> addTool(body, shape));
    }
    return body;
  }

  /// A tool's input is an object: anything else is put into one.
  private static void addTool(ObjectNode body, Shape shape) {
    ObjectNode tool = body.putArray("tools").addObject().put("name", TOOL);
    tool.put("description", "Takes the reply.");
    tool.set("input_schema", Shapes.schema(wrapped(shape)));
    body.putObject("tool_choice").put("type", "tool").put("name", TOOL);
  }

  private static Shape wrapped(Shape shape) {
    return shape instanceof Shape.Fields
        ? shape
        : Shape.Fields.of("", new Shape.Field(TOOL, shape));
  }

  private static ChatReply reply(JsonNode json) {
    String text = "";
    for (JsonNode part : json.path("content")) {
      switch (part.path("type").asString("")) {
        case "text" -> text += part.path("text").asString("");
        case "tool_use" -> text = input(part.path("input"));
        default -> {}
      }
    }
    String stopped = json.path("stop_reason").asString("");
    if (text.isEmpty() && !stopped.equals("refusal")) {
      throw new LlmException.Passing("a reply without content", Optional.empty());
    }
    JsonNode usage = json.path("usage");
    return new ChatReply(
        text,
        new Usage(usage.path("input_tokens").asLong(0), usage.path("output_tokens").asLong(0)),
        switch (stopped) {
          case "max_tokens" -> ChatReply.Finish.LENGTH;
          case "refusal" -> ChatReply.Finish.FILTERED;
          default -> ChatReply.Finish.END;
        });
  }

  private static String input(JsonNode input) {
    boolean wrapped = input.size() == 1 && input.has(TOOL);
    return (wrapped ? input.get(TOOL) : input).toString();
  }

  @Override
  public void close() {
    wire.close();
  }
}
