package dev.understudy.scene;

import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.CharacterSheet.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a model finds in passages on who somebody is.
record FactsReply(Kind kind, ClaimedDate born, ClaimedDate died, List<String> aliases) {
  private static final String DATE = "as 1850-03-02, 1850-03 or 1850, or: unknown";
  private static final String QUOTE = "the words of the passages that say so, or: unknown";

  private static final Shape SHAPE =
      Shape.Fields.of(
          "",
          new Field(
              "kind",
              new Shape.Choice("", Stream.of(Kind.values()).map(FactsReply::word).toList())),
          new Field("born_quote", new Shape.Text(QUOTE, 300)),
          new Field("born", new Shape.Text(DATE, 40)),
          new Field("died_quote", new Shape.Text(QUOTE, 300)),
          new Field("died", new Shape.Text(DATE, 40)),
          new Field("names", new Shape.Items("", new Shape.Text("another name", 60), 0, 6)));

  static ChatRequest request(SheetStage.Input input, CharacterSheet sheet) {
    Map<String, String> values =
        Map.of(
            "name", sheet.name(),
            "passages", Excerpt.of(input.passages()),
            "shape", Shapes.describe(SHAPE));
    return ChatRequest.shaped(
        Prompt.load(input.prompts(), "scene/sheet").fill(values), SheetStage.SAMPLING, SHAPE);
  }

  static Answer<FactsReply> read(String call, String reply) {
    return switch (Shapes.read(SHAPE, reply)) {
      case Shaped.Fits fits -> new Answer.Read<>(call, of(fits.value()));
      case Shaped.Misfit misfit ->
          new Answer.Unread<>(call, String.join("; ", misfit.reasons()), reply);
    };
  }

  private static FactsReply of(JsonNode value) {
    return new FactsReply(
        Kind.valueOf(value.get("kind").asString().toUpperCase(Locale.ROOT)),
        new ClaimedDate(value.get("born").asString(), value.get("born_quote").asString()),
        new ClaimedDate(value.get("died").asString(), value.get("died_quote").asString()),
        value.get("names").valueStream().map(JsonNode::asString).map(String::strip).toList());
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
