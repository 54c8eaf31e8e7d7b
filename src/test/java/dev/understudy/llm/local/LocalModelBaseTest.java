package dev.understudy.llm.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.model.RealBase;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("base")
class LocalModelBaseTest {
  private static final Shape SCENES =
      Shape.Fields.of(
          "",
          new Shape.Field(
              "scenes",
              new Shape.Items(
                  "different scenes",
                  Shape.Fields.of(
                      "",
                      new Shape.Field("form", new Shape.Choice("", List.of("lesson", "speech"))),
                      new Shape.Field("age", new Shape.Whole("how old she is", 3, 60)),
                      new Shape.Field("place", new Shape.Text("where it happens", 60)),
                      new Shape.Field("background", new Shape.Text("what is going on", 200))),
                  2,
                  2)));

  @Test
  void aSmallModelWritesScenesThatCanBeRead() {
    try (LocalModel model = LocalModel.open(RealBase.orSkip())) {
      for (int sample = 0; sample < 3; sample++) {
        ChatReply reply = model.ask(request(sample));
        assertThat(Shapes.read(SCENES, reply.text()))
            .as(reply.text())
            .isInstanceOfSatisfying(
                Shaped.Fits.class,
                fits ->
                    assertThat(fits.value().path("scenes").path(0).path("place").asString(""))
                        .containsPattern("\\p{L}{2}"));
        assertThat(reply.usage().output()).isLessThanOrEqualTo(300);
      }
    }
  }

  private static ChatRequest request(int sample) {
    return ChatRequest.shaped(
            List.of(
                ChatMessage.system("You plan scenes from a life."),
                ChatMessage.user(
                    "Maren Holt kept the lighthouse of Skarvoy from 1871. As a girl she learnt"
                        + " signals from her father. Plan two scenes from her life.")),
            new SamplingSettings(0.7, 0.95, 300),
            SCENES)
        .withSample(sample);
  }
}
