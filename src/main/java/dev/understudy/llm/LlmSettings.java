package dev.understudy.llm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Which model is asked, where, how patiently, and what it may cost. The key to it is no part of
/// this: it comes from the environment or from `keyFile` when the model is opened.
///
/// @param model as the provider calls it; empty takes the provider's usual one, which only `local`
///   has
/// @param url of the endpoint, where it is not the provider's own
/// @param keyFile a file that holds nothing but the key
/// @param context how many tokens the model shall have room for; 0 leaves it to the server. Only
///   Ollama takes it.
/// @param price none when nobody told it
public record LlmSettings(
    Provider provider,
    String model,
    Optional<URI> url,
    Optional<Path> keyFile,
    KeepsShapes keepsShapes,
    int context,
    Limits limits,
    Patience patience,
    Optional<Price> price,
    Budget budget) {

  public enum Provider {
    /// Whatever speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp, LM Studio,
    /// Ollama.
    OPENAI,
    ANTHROPIC,
    /// Ollama's own interface.
    OLLAMA,
    /// The base model in this process: no key, no network, no cost.
    LOCAL
  }

  /// Whether an endpoint holds replies to a JSON schema.
  public enum KeepsShapes {
    /// Tries, and shows the shape in the prompt from the moment on that it is refused.
    AUTO,
    YES,
    NO
  }

  /// What the provider can take.
  ///
  /// @param inFlight most calls at once
  /// @param requestsPerMinute 0 for no limit
  /// @param tokensPerMinute read and written; 0 for no limit
  public record Limits(int inFlight, int requestsPerMinute, int tokensPerMinute) {}

  /// @param timeout for one reply, from asking to its last byte
  /// @param tries how often one request is put, in all
  /// @param firstPause the longest wait before the second try; doubled for each further one
  /// @param longestPause the longest wait between two tries, also when the provider asks for more
  public record Patience(Duration timeout, int tries, Duration firstPause, Duration longestPause) {
    public static final Patience USUAL =
        new Patience(Duration.ofMinutes(5), 6, Duration.ofSeconds(1), Duration.ofMinutes(2));
  }

  /// Without key, network and cost: the model in this process.
  public static LlmSettings local() {
    return of(Provider.LOCAL, "");
  }

  /// The usual settings of a provider.
  public static LlmSettings of(Provider provider, String model) {
    return new LlmSettings(
        provider,
        model,
        Optional.empty(),
        Optional.empty(),
        KeepsShapes.AUTO,
        0,
        new Limits(usualInFlight(provider), 0, 0),
        Patience.USUAL,
        Optional.empty(),
        Budget.UNLIMITED);
  }

  private static int usualInFlight(Provider provider) {
    return switch (provider) {
      case OPENAI -> 16;
      case ANTHROPIC -> 8;
      case OLLAMA -> 2;
      case LOCAL -> 1;
    };
  }

  public LlmSettings withUrl(URI other) {
    return new LlmSettings(
        provider,
        model,
        Optional.of(other),
        keyFile,
        keepsShapes,
        context,
        limits,
        patience,
        price,
        budget);
  }

  public LlmSettings with(KeepsShapes other) {
    return new LlmSettings(
        provider, model, url, keyFile, other, context, limits, patience, price, budget);
  }

  public LlmSettings with(Limits other) {
    return new LlmSettings(
        provider, model, url, keyFile, keepsShapes, context, other, patience, price, budget);
  }

  public LlmSettings with(Patience other) {
    return new LlmSettings(
        provider, model, url, keyFile, keepsShapes, context, limits, other, price, budget);
  }

  /// The same with a price and what may be spent.
  public LlmSettings with(Price otherPrice, Budget otherBudget) {
    return new LlmSettings(
        provider,
        model,
        url,
        keyFile,
        keepsShapes,
        context,
        limits,
        patience,
        Optional.of(otherPrice),
        otherBudget);
  }

  /// What calls cost; nothing where no price is known.
  public double cost(Usage usage) {
    return price.map(p -> p.of(usage)).orElse(0.0);
  }
}
