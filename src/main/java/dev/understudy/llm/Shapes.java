package dev.understudy.llm;

import dev.understudy.store.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is made of a [Shape]: a JSON schema, words for a prompt, and the check of a reply.
public final class Shapes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Shapes() {}

  /// A JSON schema (draft 2020-12) in the subset that providers of structured output take: every
  /// field required, none besides.
  public static ObjectNode schema(Shape shape) {
    ObjectNode schema =
        switch (shape) {
          case Shape.Text text -> type("string").put("maxLength", text.mostChars());
          case Shape.Choice choice -> choice(choice);
          case Shape.Whole whole ->
              type("integer").put("minimum", whole.least()).put("maximum", whole.most());
          case Shape.Truth _ -> type("boolean");
          case Shape.Items items -> items(items);
          case Shape.Fields fields -> fields(fields);
        };
    return shape.about().isBlank() ? schema : schema.put("description", shape.about());
  }

  private static ObjectNode type(String name) {
    return NODES.objectNode().put("type", name);
  }

  private static ObjectNode choice(Shape.Choice choice) {
    ObjectNode schema = type("string");
    choice.options().forEach(schema.putArray("enum")::add);
    return schema;
  }

  private static ObjectNode items(Shape.Items items) {
    ObjectNode schema = type("array").put("minItems", items.least()).put("maxItems", items.most());
    schema.set("items", schema(items.item()));
    return schema;
  }

  private static ObjectNode fields(Shape.Fields fields) {
    ObjectNode schema = type("object");
    ObjectNode properties = schema.putObject("properties");
    fields.fields().forEach(field -> properties.set(field.name(), schema(field.shape())));
    fields.fields().stream().map(Shape.Field::name).forEach(schema.putArray("required")::add);
    return schema.put("additionalProperties", false);
  }

  /// The shape as a sketch of JSON, to be put into the prompt of a model that takes no schema.
  public static String describe(Shape shape) {
    return "Answer with JSON of this form and nothing else:\n" + sketch(shape, "");
  }

  private static String sketch(Shape shape, String indent) {
    String about = shape.about().isBlank() ? "" : shape.about();
    return switch (shape) {
      case Shape.Text text -> "\"" + (about.isEmpty() ? "text" : about) + bound(text) + "\"";
      case Shape.Choice choice ->
          choice.options().stream().map(o -> "\"" + o + "\"").collect(Collectors.joining(" or "));
      case Shape.Whole whole ->
          "a whole number from " + whole.least() + " to " + whole.most() + of(about);
      case Shape.Truth _ -> "true or false" + of(about);
      case Shape.Items items ->
          "[ "
              + sketch(items.item(), indent)
              + ", … ] ("
              + items.least()
              + " to "
              + items.most()
              + ")";
      case Shape.Fields fields ->
          fields.fields().stream()
              .map(field ->
                  indent + "  \"" + field.name() + "\": " + sketch(field.shape(), indent + "  "))
              .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    };
  }

  private static String bound(Shape.Text text) {
    return ", at most " + text.mostChars() + " characters";
  }

  private static String of(String about) {
    return about.isEmpty() ? "" : ": " + about;
  }

  /// Reads a reply by its shape. Around the JSON there may be other words, or the marks of a code
  /// block; inside it nothing is mended.
  public static Shaped read(Shape shape, String reply) {
    String json = document(reply);
    if (json.isEmpty()) {
      return new Shaped.Misfit(List.of("no JSON in the reply"));
    }
    try {
      return fit(shape, Json.mapper().readTree(json));
    } catch (JacksonException e) {
      return new Shaped.Misfit(List.of("broken JSON: " + Json.reason(e)));
    }
  }

  /// Reads the items of the list in a reply each by itself, so that one which doesn't fit spoils no
  /// other. The list may stand alone or in a field of an object; an item alone is a list of one. A
  /// reply without a list is one misfit.
  public static List<Shaped> readEach(Shape item, String reply) {
    String json = document(reply);
    if (json.isEmpty()) {
      return List.of(new Shaped.Misfit(List.of("no JSON in the reply")));
    }
    try {
      JsonNode whole = Json.mapper().readTree(json);
      return list(whole, item).map(value -> fit(item, value)).toList();
    } catch (JacksonException e) {
      return List.of(new Shaped.Misfit(List.of("broken JSON: " + Json.reason(e))));
    }
  }

  /// A field with the name of an item's own is a part of the item.
  private static Stream<JsonNode> list(JsonNode whole, Shape item) {
    List<String> own =
        item instanceof Shape.Fields fields
            ? fields.fields().stream().map(Shape.Field::name).toList()
            : List.of();
    return whole.isArray()
        ? whole.valueStream()
        : whole
            .propertyStream()
            .filter(field -> field.getValue().isArray() && !own.contains(field.getKey()))
            .findFirst()
            .map(field -> field.getValue().valueStream())
            .orElse(Stream.of(whole));
  }

  private static Shaped fit(Shape shape, JsonNode value) {
    var misfits = new Misfits();
    misfits.check(shape, value, "");
    return misfits.found().isEmpty() ? new Shaped.Fits(value) : new Shaped.Misfit(misfits.found());
  }

  /// From the first bracket or brace to the last of its kind; a bare reply as it is.
  private static String document(String reply) {
    int object = reply.indexOf('{');
    int list = reply.indexOf('[');
    if (object < 0 && list < 0) {
      return reply.strip();
    }
    boolean isList = object < 0 || (list >= 0 && list < object);
    int start = isList ? list : object;
    int end = reply.lastIndexOf(isList ? ']' : '}');
    return end < start ? reply.substring(start) : reply.substring(start, end + 1);
  }
}
