package dev.understudy.scene;

import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The memories of one reply, each by itself: quote first, so that it is told what is written
/// there.
final class MemoryReply {
  /// One memory as the model tells it.
  record Told(String quote, String text, String time) {
    static Told of(JsonNode value) {
      return new Told(
          value.get("quote").asString().strip(),
          value.get("text").asString().strip(),
          value.get("time").asString().strip());
    }
  }

  /// @param reply as it came
  record Items(List<Shaped> items, String reply) {}

  private static final int QUOTE = 400;
  private static final int TIME = 40;

  /// What is longer than wanted is read none the less, and refused by itself.
  private static final int LONG = 4000;

  private MemoryReply() {}

  static Shape asked(int least, int most, MemorySettings settings) {
    Shape item = item(QUOTE, settings.mostWords() * 8, TIME);
    return Shape.Fields.of("", new Field("memories", new Shape.Items("", item, least, most)));
  }

  /// A reply of which nothing fits is one that can't be read.
  static Answer<Items> read(String call, String reply) {
    List<Shaped> items = Shapes.readEach(item(LONG, LONG, LONG), reply);
    return items.stream().anyMatch(Shaped.Fits.class::isInstance)
        ? new Answer.Read<>(call, new Items(items, reply))
        : new Answer.Unread<>(call, misfit(items), reply);
  }

  private static String misfit(List<Shaped> items) {
    return items.stream()
        .filter(Shaped.Misfit.class::isInstance)
        .map(item -> String.join("; ", ((Shaped.Misfit) item).reasons()))
        .findFirst()
        .orElse("the list is empty");
  }

  private static Shape.Fields item(int quote, int text, int time) {
    return Shape.Fields.of(
        "",
        new Field("quote", new Shape.Text("words copied from the passage that say it", quote)),
        new Field("text", new Shape.Text("the memory, told with \"I\"", text)),
        new Field("time", new Shape.Text("the year when it happened, or: unknown", time)));
  }
}
