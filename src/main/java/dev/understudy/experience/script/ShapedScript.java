package dev.understudy.experience.script;

import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shape.Fields;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A script as JSON: a background, and turns of who does what. It is asked for narrowly (names and
/// actions by choice) and read widely, since not every model that takes a schema keeps to it, and
/// what can be told apart all the same need not be asked for again.
record ShapedScript(Speakers speakers, int leastTurns, int mostTurns, int leastAccepted)
    implements ReplyFormat {
  private static final int LONGEST = 900;

  private static final Shape WIDE =
      Fields.of(
          "",
          new Field("background", new Shape.Text("", 10_000)),
          new Field(
              "turns",
              new Shape.Items(
                  "",
                  Fields.of(
                      "",
                      new Field("who", new Shape.Text("", 200)),
                      new Field("does", new Shape.Text("", 200)),
                      new Field("says", new Shape.Text("", 10_000))),
                  1,
                  400)));

  @Override
  public String instructions() {
    return "Answer as JSON with \"background\" and a list \"turns\". Each turn has \"who\", \"does\""
        + " (speaking, thinking or acting) and \"says\": the words spoken or thought, or what is"
        + " done.";
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.of(
        Fields.of(
            "a scene as a script",
            new Field("background", new Shape.Text("where you are and what is going on", 600)),
            new Field(
                "turns",
                new Shape.Items(
                    "what happens, in order",
                    Fields.of(
                        "one thing done by one person",
                        new Field("who", new Shape.Choice("", speakers.all())),
                        new Field(
                            "does",
                            new Shape.Choice(
                                "only " + speakers.hero() + " is thinking",
                                List.of("speaking", "thinking", "acting"))),
                        new Field("says", new Shape.Text("the words, or what is done", LONGEST))),
                    leastTurns,
                    mostTurns))));
  }

  @Override
  public Reading read(String reply) {
    return switch (Shapes.read(WIDE, reply)) {
      case Shaped.Misfit misfit ->
          new Reading.Misfit(Refusal.format(String.join("; ", misfit.reasons())));
      case Shaped.Fits fits -> cast(fits.value());
    };
  }

  private Reading cast(JsonNode value) {
    var turns = new ArrayList<RawTurn>();
    for (JsonNode turn : value.path("turns")) {
      turns.add(
          new RawTurn(
              turn.path("who").asString(),
              turn.path("does").asString(),
              turn.path("says").asString()));
    }
    return Casting.cast(
        speakers, leastAccepted, value.path("background").asString(), turns, List.of());
  }
}
