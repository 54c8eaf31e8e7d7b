package dev.understudy.llm.remote;

import dev.understudy.llm.ChatModel;
import dev.understudy.llm.LlmSettings;
import java.util.Map;

/// Opens the model that settings name.
public final class Providers {
  private Providers() {}

  /// @param environment in which keys are looked for
  /// @throws dev.understudy.problem.UserException when the key file can't be used
  public static ChatModel open(LlmSettings settings, Map<String, String> environment) {
    return switch (settings.provider()) {
      case OPENAI ->
          new OpenAiModel(settings, Key.find(settings.keyFile(), "OPENAI_API_KEY", environment));
      case ANTHROPIC ->
          new AnthropicModel(
              settings, Key.find(settings.keyFile(), "ANTHROPIC_API_KEY", environment));
      case OLLAMA -> new OllamaModel(settings);
      case LOCAL ->
          throw new IllegalArgumentException(settings.provider() + " is not reached this way");
    };
  }
}
