package dev.understudy.recipe;

import dev.understudy.llm.Budget;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.LlmSettings.KeepsShapes;
import dev.understudy.llm.LlmSettings.Limits;
import dev.understudy.llm.LlmSettings.Patience;
import dev.understudy.llm.Price;
import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.Problems;
import dev.understudy.store.Yaml;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// `understudy.yaml`: which language model is asked, and how datasets are made.
///
/// It lies in the working folder, or else in the user's own folder for settings. The environment
/// has the last word on whom to ask: `UNDERSTUDY_PROVIDER`, `UNDERSTUDY_MODEL`, `UNDERSTUDY_URL`,
/// `UNDERSTUDY_KEY_FILE`. Keys themselves are never in it. When the environment names another
/// provider than the file, the file's model, address and key file are not that provider's, and are
/// not used.
public record ProjectSettings(LlmSettings llm, MakeOptions make) {
  private static final String FILE = "understudy.yaml";
  private static final int ANY = Integer.MAX_VALUE;
  private static final String LOCAL_BASE = "smollm2-135m";

  /// @param folder the working folder
  /// @param environment such as [System#getenv()]
  /// @throws dev.understudy.problem.UserException with every problem at once
  public static ProjectSettings read(Path folder, Map<String, String> environment) {
    Optional<Path> file = places(folder, environment).filter(Files::isRegularFile).findFirst();
    var problems = new Problems();
    JsonNode node = file.map(Yaml::read).orElseGet(MissingNode::getInstance);
    Section all = Section.whole(node, file.map(Path::toString).orElse(FILE), problems);
    LlmSettings llm = llm(all.section("llm"), environment, problems);
    MakeOptions make =
        MakeOptions.read(all.section("make"), llm.provider() != LlmSettings.Provider.LOCAL);
    all.finish();
    problems.throwIfAny();
    return new ProjectSettings(llm, make);
  }

  private static Stream<Path> places(Path folder, Map<String, String> environment) {
    Path config =
        Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
            .map(Path::of)
            .orElse(home(environment).resolve(".config"));
    return Stream.of(folder.resolve(FILE), config.resolve("understudy").resolve(FILE));
  }

  private static LlmSettings llm(Section s, Map<String, String> environment, Problems problems) {
    LlmSettings.Provider written =
        s.choice("provider", LlmSettings.Provider.class, LlmSettings.Provider.LOCAL);
    LlmSettings.Provider provider =
        said(environment, "UNDERSTUDY_PROVIDER")
            .map(name -> provider(name, written, problems))
            .orElse(written);
    String usual = provider == LlmSettings.Provider.LOCAL ? LOCAL_BASE : "";
    boolean same = provider == written; // else the file's model and address are another's
    String model = said(environment, "UNDERSTUDY_MODEL").orElse(ofFile(s, "model", usual, same));
    if (model.isEmpty()) {
      s.refuse(
          "model",
          "is missing: " + Section.name(provider) + " has many",
          "Name one here, or in UNDERSTUDY_MODEL.");
    }
    LlmSettings usually = LlmSettings.of(provider, model);
    var settings =
        new LlmSettings(
            provider,
            model,
            url(said(environment, "UNDERSTUDY_URL").orElse(ofFile(s, "url", "", same)), s),
            some(said(environment, "UNDERSTUDY_KEY_FILE").orElse(ofFile(s, "key-file", "", same)))
                .map(file -> path(file, environment)),
            s.choice("shapes", KeepsShapes.class, usually.keepsShapes()),
            s.whole("context", 0, ANY, usually.context()),
            new Limits(
                s.whole("in-flight", 1, 10_000, usually.limits().inFlight()),
                s.whole("requests-per-minute", 0, ANY, usually.limits().requestsPerMinute()),
                s.whole("tokens-per-minute", 0, ANY, usually.limits().tokensPerMinute())),
            patience(s, usually.patience()),
            price(s),
            budget(s.section("budget")));
    if (settings.budget().money().isPresent() && settings.price().isEmpty()) {
      s.refuse(
          "budget.money",
          "can't be kept without prices",
          "Say what a million tokens cost: price: {input: 0.5, output: 1.5}.");
    }
    s.finish();
    return settings;
  }

  /// The file's word, when it is of the provider asked; its type is checked in any case.
  private static String ofFile(Section s, String key, String usual, boolean same) {
    String text = s.text(key, usual);
    return same ? text : usual;
  }

  private static Path path(String text, Map<String, String> environment) {
    return text.startsWith("~/") ? home(environment).resolve(text.substring(2)) : Path.of(text);
  }

  private static Path home(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
  }

  private static Patience patience(Section s, Patience usual) {
    int seconds = s.whole("timeout-seconds", 1, 86_400, (int) usual.timeout().toSeconds());
    int tries = s.whole("tries", 1, 100, usual.tries());
    return new Patience(
        Duration.ofSeconds(seconds), tries, usual.firstPause(), usual.longestPause());
  }

  private static Optional<Price> price(Section s) {
    boolean told = s.has("price");
    Section price = s.section("price");
    var read =
        new Price(price.number("input", 0, 1_000_000, 0), price.number("output", 0, 1_000_000, 0));
    price.finish();
    return told ? Optional.of(read) : Optional.empty();
  }

  private static Budget budget(Section s) {
    Optional<Double> money =
        Optional.ofNullable(s.numberOrNone("money", 0, Double.MAX_VALUE, null));
    Optional<Long> tokens =
        Optional.ofNullable(s.numberOrNone("tokens", 1, Long.MAX_VALUE, null))
            .map(Double::longValue);
    s.finish();
    return new Budget(money, tokens);
  }

  private static LlmSettings.Provider provider(
      String name, LlmSettings.Provider fallback, Problems problems) {
    Optional<LlmSettings.Provider> found =
        Arrays.stream(LlmSettings.Provider.values())
            .filter(p -> Section.name(p).equals(name.toLowerCase(Locale.ROOT)))
            .findFirst();
    if (found.isEmpty()) {
      List<String> names = Arrays.stream(LlmSettings.Provider.values()).map(Section::name).toList();
      problems.add(
          "UNDERSTUDY_PROVIDER",
          "is '" + name + "', wanted one of " + String.join(", ", names),
          DidYouMean.closest(name, names).map(n -> "Did you mean '" + n + "'?").orElse(""));
    }
    return found.orElse(fallback);
  }

  private static Optional<URI> url(String text, Section s) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      if (text.matches("https?://.*") && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException _) {
      // told below
    }
    s.refuse("url", "is '" + text + "', wanted an address", "Such as http://127.0.0.1:8080/v1.");
    return Optional.empty();
  }

  private static Optional<String> said(Map<String, String> environment, String name) {
    return some(environment.getOrDefault(name, ""));
  }

  private static Optional<String> some(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }
}
