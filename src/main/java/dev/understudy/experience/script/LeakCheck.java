package dev.understudy.experience.script;

import dev.understudy.experience.Words;
import dev.understudy.llm.Asker;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Fence;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.person.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Asks a model whether the character answers what cannot be known.
///
/// Its word alone does not count: the words it finds fault with must stand in a turn of the
/// character. A verdict that cannot be had, or read, or rests on words that are not there, leaves
/// it at what the rules say.
final class LeakCheck {
  static final String PROMPT = "experience/leak-check";

  private static final SamplingSettings SAMPLING = new SamplingSettings(0, 1, 400);

  /// Shorter quotes stand in any text.
  private static final int LEAST_QUOTE_WORDS = 2;

  static final Shape SHAPE =
      Shape.Fields.of(
          "",
          new Shape.Field(
              "quote", new Shape.Text("words of the script, exactly as they stand there", 400)),
          new Shape.Field("mistake", new Shape.Truth("whether they are a mistake")));

  private final String hero;
  private final Asker asker;
  private final Prompt prompt;

  LeakCheck(String hero, Asker asker, Optional<Path> prompts) {
    this.hero = hero;
    this.asker = asker;
    this.prompt = Prompt.load(prompts, PROMPT);
  }

  /// @param beyond what the character cannot know, do or be
  record Case(String visitor, String beyond, List<Turn> turns) {}

  /// A refusal, or none, for each.
  List<Optional<Refusal>> look(List<Case> cases) {
    List<Outcome> outcomes =
        cases.isEmpty()
            ? List.of()
            : asker.askAll("leak checks", cases.stream().map(this::request).toList());
    return IntStream.range(0, cases.size())
        .mapToObj(i -> decide(cases.get(i), outcomes.get(i)))
        .toList();
  }

  private ChatRequest request(Case c) {
    return ChatRequest.shaped(
        prompt.fill(
            Map.of(
                "name", hero,
                "visitor", c.visitor(),
                "beyond", c.beyond(),
                "script", Fence.around(script(c.turns())),
                "format", asker.keepsShapes() ? "" : Shapes.describe(SHAPE))),
        SAMPLING,
        SHAPE);
  }

  private static String script(List<Turn> turns) {
    return turns.stream()
        .map(t ->
            "%s (%s): %s"
                .formatted(t.speaker(), t.action().name().toLowerCase(Locale.ROOT), t.text()))
        .collect(Collectors.joining("\n"));
  }

  private Optional<Refusal> decide(Case c, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed _ -> Optional.empty();
      case Outcome.Answered answered ->
          switch (Shapes.read(SHAPE, answered.reply().text())) {
            case Shaped.Misfit _ -> Optional.empty();
            case Shaped.Fits fits -> decide(c, fits.value());
          };
    };
  }

  private Optional<Refusal> decide(Case c, JsonNode verdict) {
    String quote = verdict.path("quote").asString();
    boolean said =
        Words.count(quote) >= LEAST_QUOTE_WORDS
            && c.turns().stream()
                .anyMatch(t -> t.speaker().equals(hero) && Words.hold(t.text(), quote));
    return said && verdict.path("mistake").asBoolean()
        ? Optional.of(new Refusal("leak-model", hero + " answers: \"" + quote + "\""))
        : Optional.empty();
  }
}
