package dev.understudy.llm.remote;

import dev.understudy.llm.ChatModel;
import dev.understudy.llm.LlmSettings;
import java.util.Map;
import java.util.Optional;

/// Opens the model that settings name.
public final class Providers {
  private Providers() {}

  /// @param environment in which keys are looked for
  /// @throws dev.understudy.problem.UserException when the key file can't be used
  public static ChatModel open(LlmSettings settings, Map<String, String> environment) {
    return switch (settings.provider()) {
      case OPENAI -> new OpenAiModel(settings, key(settings, "OPENAI_API_KEY", environment));
      case ANTHROPIC ->
          new AnthropicModel(settings, key(settings, "ANTHROPIC_API_KEY", environment));
      case OLLAMA -> new OllamaModel(settings);
      case LOCAL ->
          throw new IllegalArgumentException(settings.provider() + " is not reached this way");
    };
  }

  /// A provider's own variable is for its own address alone: a settings file found in some folder
  /// may name another.
  static Optional<Key> key(LlmSettings settings, String own, Map<String, String> environment) {
    return settings.url().isPresent()
        ? Key.find(settings.keyFile(), environment)
        : Key.find(settings.keyFile(), environment).or(() -> Key.of(environment.get(own)));
  }
}
