package dev.understudy.llm.remote;

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
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Whatever speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp's server, Ollama, LM
/// Studio. How it takes a schema is found out at the first request that has one.
final class OpenAiModel implements ChatModel {
  private static final URI OWN = URI.create("https://api.openai.com/v1");

  private final LlmSettings settings;
  private final URI address;
  private final Map<String, String> headers;
  private final Wire wire;
  private volatile Dialect dialect;

  /// How a JSON schema is told.
  private enum Dialect {
    /// As OpenAI does.
    JSON_SCHEMA,
    /// As llama-cpp-python does.
    JSON_OBJECT,
    /// Not at all: the prompt shows the shape.
    NONE
  }

  OpenAiModel(LlmSettings settings, Optional<Key> key) {
    this.settings = settings;
    this.address = Wire.address(settings, OWN, "/chat/completions");
    this.headers = key.map(k -> Map.of("Authorization", "Bearer " + k.secret())).orElse(Map.of());
    this.wire = new Wire(settings.patience().timeout(), key);
    this.dialect = settings.keepsShapes() == KeepsShapes.NO ? Dialect.NONE : Dialect.JSON_SCHEMA;
  }

  @Override
  public String id() {
    return "openai/" + settings.model();
  }

  /// Stays as it is when the endpoint turns out to take no schema: prompts would change else, and
  /// with them the keys of calls that are made already. The shape is then shown here, see [#told].
  @Override
  public boolean keepsShapes() {
    return settings.keepsShapes() != KeepsShapes.NO;
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    Dialect tried = request.shape().isPresent() ? dialect : Dialect.NONE;
    try {
      return reply(wire.post(address, headers, body(request, tried)));
    } catch (LlmException.Unanswerable e) {
      if (tried == Dialect.NONE || !Wire.isAboutSchemas(e.what())) {
        throw e;
      }
      dialect = after(tried, e);
      return ask(request);
    }
  }

  /// @throws LlmException.Broken when a schema has to be kept and is not
  private Dialect after(Dialect refused, LlmException.Unanswerable e) {
    if (refused == Dialect.JSON_SCHEMA) {
      return Dialect.JSON_OBJECT;
    }
    if (settings.keepsShapes() == KeepsShapes.YES) {
      throw new LlmException.Broken(
          "takes no JSON schema (" + e.what() + ")", "Set llm.shapes to auto or no.");
    }
    return Dialect.NONE;
  }

  private ObjectNode body(ChatRequest request, Dialect told) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", settings.model());
    ArrayNode messages = Wire.put(request.messages().stream(), body);
    if (told == Dialect.NONE && keepsShapes()) {
      request
          .shape()
          .ifPresent(shape ->
              messages.addObject().put("role", "user").put("content", Shapes.describe(shape)));
    }
    body.put("temperature", request.sampling().temperature())
        .put("top_p", request.sampling().topP())
        .put("max_tokens", request.sampling().mostTokens())
        .put("seed", request.sample());
    request
        .shape()
        .flatMap(shape -> format(shape, told))
        .ifPresent(f -> body.set("response_format", f));
    return body;
  }

  private static Optional<ObjectNode> format(Shape shape, Dialect told) {
    ObjectNode format = JsonNodeFactory.instance.objectNode();
    switch (told) {
      case JSON_SCHEMA -> {
        format.put("type", "json_schema");
        format
            .putObject("json_schema")
            .put("name", "reply")
            .put("strict", true)
            .set("schema", Shapes.schema(shape));
      }
      case JSON_OBJECT -> format.put("type", "json_object").set("schema", Shapes.schema(shape));
      case NONE -> {
        return Optional.empty();
      }
    }
    return Optional.of(format);
  }

  private static ChatReply reply(JsonNode json) {
    JsonNode choice = json.path("choices").path(0);
    JsonNode content = choice.path("message").path("content");
    String finish = choice.path("finish_reason").asString("stop");
    if (!content.isString()) {
      if (finish.equals("content_filter")) {
        return new ChatReply("", usage(json), ChatReply.Finish.FILTERED);
      }
      throw new LlmException.Passing("a reply without content", Optional.empty());
    }
    return new ChatReply(
        content.asString(),
        usage(json),
        switch (finish) {
          case "length" -> ChatReply.Finish.LENGTH;
          case "content_filter" -> ChatReply.Finish.FILTERED;
          default -> ChatReply.Finish.END;
        });
  }

  private static Usage usage(JsonNode json) {
    JsonNode usage = json.path("usage");
    return new Usage(
        usage.path("prompt_tokens").asLong(0), usage.path("completion_tokens").asLong(0));
  }

  @Override
  public void close() {
    wire.close();
  }
}
