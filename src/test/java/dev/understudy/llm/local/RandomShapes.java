package dev.understudy.llm.local;

import dev.understudy.llm.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shapes of all kinds, values that fit them, and a check of values: written apart from the masks.
final class RandomShapes {
  private static final List<String> WORDS =
      List.of(
          "a", "ab", "abc", "say \"so\"", "back\\slash", "née", "\uD83D\uDE00", "two words", "b");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Random random;

  RandomShapes(long seed) {
    random = new Random(seed);
  }

  /// An object, with others in it up to `depth` deep.
  Shape.Fields fields(int depth) {
    List<Shape.Field> fields = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      fields.add(new Shape.Field(word() + i, shape(depth - 1)));
    }
    return new Shape.Fields("", fields);
  }

  Shape shape(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> new Shape.Text("", 1 + random.nextInt(random.nextBoolean() ? 3 : 60));
      case 1 ->
          new Shape.Choice(
              "",
              IntStream.range(0, 1 + random.nextInt(5)).mapToObj(_ -> word()).distinct().toList());
      case 2 -> whole();
      case 3 -> new Shape.Truth("");
      case 4 -> {
        int least = random.nextInt(3);
        yield new Shape.Items("", shape(depth - 1), least, least + random.nextInt(3));
      }
      default -> fields(depth);
    };
  }

  private Shape.Whole whole() {
    int[] bounds = new int[2];
    for (int i = 0; i < 2; i++) {
      int digits = 1 << random.nextInt(31);
      bounds[i] = random.nextInt(20) == 0 ? Integer.MIN_VALUE : random.nextInt(-digits, digits);
    }
    return new Shape.Whole("", Math.min(bounds[0], bounds[1]), Math.max(bounds[0], bounds[1]));
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  JsonNode value(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> NODES.stringNode(text(text.mostChars()));
      case Shape.Choice choice ->
          NODES.stringNode(choice.options().get(random.nextInt(choice.options().size())));
      case Shape.Whole whole -> NODES.numberNode(random.nextLong(whole.least(), whole.most() + 1L));
      case Shape.Truth _ -> NODES.booleanNode(random.nextBoolean());
      case Shape.Items items -> {
        ArrayNode array = NODES.arrayNode();
        int count = random.nextInt(items.least(), items.most() + 1);
        for (int i = 0; i < count; i++) {
          array.add(value(items.item()));
        }
        yield array;
      }
      case Shape.Fields fields -> {
        ObjectNode object = NODES.objectNode();
        fields.fields().forEach(field -> object.set(field.name(), value(field.shape())));
        yield object;
      }
    };
  }

  private String text(int most) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(1, most + 1);
    while (text.length() < length) {
      int c =
          switch (random.nextInt(4)) {
            case 0 -> "\"\\\n\t/".codePointAt(random.nextInt(5));
            case 1 -> random.nextInt(0x80, 0x800);
            case 2 -> random.nextInt(0x800, 0x20000);
            default -> random.nextInt(' ', 0x7F);
          };
      boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
      boolean blankFirst = text.isEmpty() && Character.isWhitespace(c);
      if (!surrogate && !blankFirst && text.length() + Character.charCount(c) <= most) {
        text.appendCodePoint(c);
      }
    }
    return text.toString();
  }

  static boolean fits(Shape shape, JsonNode value) {
    return switch (shape) {
      case Shape.Text text ->
          value.isString()
              && !value.stringValue().isBlank()
              && value.stringValue().length() <= text.mostChars();
      case Shape.Choice choice ->
          value.isString() && choice.options().contains(value.stringValue());
      case Shape.Whole whole ->
          value.isIntegralNumber()
              && value.longValue() >= whole.least()
              && value.longValue() <= whole.most();
      case Shape.Truth _ -> value.isBoolean();
      case Shape.Items items ->
          value.isArray()
              && value.size() >= items.least()
              && value.size() <= items.most()
              && value.valueStream().allMatch(item -> fits(items.item(), item));
      case Shape.Fields fields ->
          value.isObject()
              && List.copyOf(value.propertyNames())
                  .equals(fields.fields().stream().map(Shape.Field::name).toList())
              && fields.fields().stream().allMatch(f -> fits(f.shape(), value.path(f.name())));
    };
  }
}
