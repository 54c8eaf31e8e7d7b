package dev.understudy.scene;

import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.person.Experience.Partner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a model fills in of a scene.
///
/// @param year and `age`: none where these are not known
/// @param present the others; none where the program chose who comes
record SceneReply(
    OptionalInt year, OptionalInt age, String place, List<String> present, String background) {
  private static final int LONG = 4000;
  private static final int MOST_PRESENT = 4;
  private static final Years ANY = new Years(-9999, 9999);

  /// What a model is asked for.
  static Shape asked(Slot slot) {
    return shape(slot, slot.years(), 120, 600, slot.isOfTwo() ? 1 : MOST_PRESENT);
  }

  /// Reads more than was asked for: what is out of bounds is refused with a reason of its own.
  static Answer<SceneReply> read(Slot slot, String call, String reply) {
    Shape loose = shape(slot, slot.years().map(_ -> ANY), LONG, LONG, 99);
    return switch (Shapes.read(loose, reply)) {
      case Shaped.Fits fits -> new Answer.Read<>(call, of(fits.value()));
      case Shaped.Misfit misfit ->
          new Answer.Unread<>(call, String.join("; ", misfit.reasons()), reply);
    };
  }

  private static Shape shape(
      Slot slot, Optional<Years> years, int place, int background, int present) {
    var fields = new ArrayList<Field>();
    years.ifPresent(y -> fields.addAll(time(y, slot.born())));
    fields.add(new Field("place", text("where it is", place)));
    if (slot.partner() == Partner.PERIOD) {
      Shape name = text("a name", 60);
      fields.add(new Field("present", new Shape.Items("", name, 1, present)));
    }
    fields.add(new Field("background", text("what is going on", background)));
    return new Shape.Fields("", fields);
  }

  /// The age before a birthday is right as well.
  private static List<Field> time(Years years, OptionalInt born) {
    var year = new Field("year", new Shape.Whole("the year", years.first(), years.last()));
    if (born.isEmpty()) {
      return List.of(year);
    }
    int from = years.first() - born.getAsInt() - 1;
    int to = years.last() - born.getAsInt();
    return List.of(year, new Field("age", new Shape.Whole("the age then, in years", from, to)));
  }

  private static Shape.Text text(String about, int mostChars) {
    return new Shape.Text(about, mostChars);
  }

  private static SceneReply of(JsonNode value) {
    return new SceneReply(
        whole(value.get("year")),
        whole(value.get("age")),
        value.get("place").asString().strip(),
        value.path("present").valueStream().map(JsonNode::asString).map(SceneReply::name).toList(),
        value.get("background").asString().strip());
  }

  /// Without what is added to a name: "Callum, her brother".
  private static String name(String told) {
    return told.split("[,;:(]", 2)[0].strip();
  }

  private static OptionalInt whole(@Nullable JsonNode value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value.asInt());
  }
}
