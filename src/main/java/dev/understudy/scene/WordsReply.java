package dev.understudy.scene;

import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.person.CharacterSheet;
import java.util.Map;

/// How a model tells somebody who they are, and where a chat with them takes place.
///
/// @param world the world of a person of fiction
record WordsReply(String identity, String scene, String world) {
  private static final SamplingSettings SAMPLING = new SamplingSettings(0.7, 0.95, 400);

  private static final Shape SHAPE =
      Shape.Fields.of(
          "",
          new Field("identity", new Shape.Text("two short sentences", 240)),
          new Field("scene", new Shape.Text("one short sentence", 160)),
          new Field("world", new Shape.Text("the world of the story, or: real", 80)));

  static ChatRequest request(SheetStage.Input input, CharacterSheet sheet) {
    Map<String, String> values =
        Map.of(
            "name", sheet.name(),
            "language", Introduction.language(sheet),
            "passages", Excerpt.of(input.passages()),
            "shape", Shapes.describe(SHAPE));
    return ChatRequest.shaped(
        Prompt.load(input.prompts(), "scene/identity").fill(values), SAMPLING, SHAPE);
  }

  static Answer<WordsReply> read(String call, String reply) {
    return switch (Shapes.read(SHAPE, reply)) {
      case Shaped.Fits fits ->
          new Answer.Read<>(
              call,
              new WordsReply(
                  fits.value().get("identity").asString().strip(),
                  fits.value().get("scene").asString().strip(),
                  fits.value().get("world").asString().strip()));
      case Shaped.Misfit misfit ->
          new Answer.Unread<>(call, String.join("; ", misfit.reasons()), reply);
    };
  }
}
