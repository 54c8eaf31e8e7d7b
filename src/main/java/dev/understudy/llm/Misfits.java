package dev.understudy.llm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Compares a JSON value with a [Shape] and collects what does not fit.
final class Misfits {
  private final List<String> found = new ArrayList<>();

  List<String> found() {
    return List.copyOf(found);
  }

  void check(Shape shape, JsonNode value, String place) {
    switch (shape) {
      case Shape.Text text -> text(text, value, place);
      case Shape.Choice choice ->
          demand(
              value.isString() && choice.options().contains(value.asString()),
              place,
              "one of " + String.join(", ", choice.options()),
              value);
      case Shape.Whole whole ->
          demand(
              value.isIntegralNumber()
                  && value.canConvertToInt()
                  && value.asInt() >= whole.least()
                  && value.asInt() <= whole.most(),
              place,
              "a whole number from " + whole.least() + " to " + whole.most(),
              value);
      case Shape.Truth _ -> demand(value.isBoolean(), place, "true or false", value);
      case Shape.Items items -> items(items, value, place);
      case Shape.Fields fields -> fields(fields, value, place);
    }
  }

  private void text(Shape.Text text, JsonNode value, String place) {
    if (demand(value.isString(), place, "a text", value)) {
      int length = value.asString().codePointCount(0, value.asString().length());
      if (value.asString().isBlank()) {
        add(place, "is empty");
      } else if (length > text.mostChars()) {
        add(place, "has " + length + " characters, at most " + text.mostChars() + " are wanted");
      }
    }
  }

  private void items(Shape.Items items, JsonNode value, String place) {
    if (demand(value.isArray(), place, "a list", value)) {
      if (value.size() < items.least() || value.size() > items.most()) {
        add(
            place,
            "has " + value.size() + " items, wanted " + items.least() + " to " + items.most());
      }
      for (int i = 0; i < value.size(); i++) {
        check(items.item(), value.get(i), place + "[" + i + "]");
      }
    }
  }

  private void fields(Shape.Fields fields, JsonNode value, String place) {
    if (demand(value.isObject(), place, "an object", value)) {
      Set<String> others = new HashSet<>(value.propertyNames());
      for (Shape.Field field : fields.fields()) {
        String inner = place.isEmpty() ? field.name() : place + "." + field.name();
        others.remove(field.name());
        JsonNode given = value.get(field.name());
        if (given == null) {
          add(inner, "is missing");
        } else {
          check(field.shape(), given, inner);
        }
      }
      others.stream().sorted().forEach(other -> add(place, "has an unknown field " + other));
    }
  }

  private boolean demand(boolean fits, String place, String wanted, JsonNode value) {
    if (!fits) {
      String text = value.toString();
      add(
          place,
          "wanted "
              + wanted
              + ", found "
              + (text.length() > 40 ? text.substring(0, 40) + "…" : text));
    }
    return fits;
  }

  private void add(String place, String what) {
    found.add((place.isEmpty() ? "the reply" : place) + ": " + what);
  }
}
