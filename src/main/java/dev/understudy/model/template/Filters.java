package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What stands after a `|`.
final class Filters {
  private static final Set<String> KNOWN =
      Set.of(
          "trim",
          "length",
          "count",
          "upper",
          "lower",
          "title",
          "capitalize",
          "string",
          "int",
          "default",
          "d",
          "first",
          "last",
          "list",
          "join",
          "replace",
          "items",
          "map",
          "selectattr",
          "rejectattr",
          "reverse",
          "safe",
          "tojson");

  private Filters() {}

  static String known(String name) {
    if (!KNOWN.contains(name)) {
      throw new TemplateException("uses the filter " + name + ", which is not supported");
    }
    return name;
  }

  static Object apply(
      String name, Object value, List<Object> arguments, Map<String, Object> named) {
    return switch (name) {
      case "trim" -> Texts.strip(Values.text(value));
      case "length", "count" -> (long) Values.list(value).size();
      case "upper" -> Values.text(value).toUpperCase(Locale.ROOT);
      case "lower" -> Values.text(value).toLowerCase(Locale.ROOT);
      case "title" -> Texts.title(Values.text(value));
      case "capitalize" -> Texts.capitalize(Values.text(value));
      case "string" -> Values.text(value);
      case "int" -> integer(value);
      case "default", "d" -> otherwise(value, arguments, named);
      case "first" -> Values.item(Values.list(value), 0L);
      case "last" -> Values.item(Values.list(value), -1L);
      case "list" -> Values.list(value);
      case "join" ->
          Values.list(value).stream()
              .map(Values::text)
              .collect(Collectors.joining(arguments.isEmpty() ? "" : text(arguments, 0, name)));
      case "replace" ->
          Texts.replace(Values.text(value), text(arguments, 0, name), text(arguments, 1, name));
      case "items" -> items(value);
      case "map" -> parts(value, named.getOrDefault("attribute", new Undefined("attribute")));
      case "selectattr" -> select(value, arguments, true);
      case "rejectattr" -> select(value, arguments, false);
      case "reverse" -> reversed(value);
      case "tojson" -> Jsons.write(value, arguments, named);
      default -> value;
    };
  }

  private static String text(List<Object> arguments, int index, String filter) {
    return Values.text(Methods.argument(arguments, index, filter));
  }

  private static Object integer(Object value) {
    try {
      return switch (value) {
        case Long n -> n;
        case Double d -> d.longValue();
        case Boolean b -> b ? 1L : 0L;
        default -> Long.valueOf(Texts.strip(Values.text(value)));
      };
    } catch (NumberFormatException e) {
      return 0L;
    }
  }

  /// The second argument asks to take empty values for missing ones.
  private static Object otherwise(Object value, List<Object> arguments, Map<String, Object> named) {
    Object strict = arguments.size() > 1 ? arguments.get(1) : named.getOrDefault("boolean", false);
    boolean missing = value instanceof Undefined || Values.isTrue(strict) && !Values.isTrue(value);
    return !missing ? value : arguments.isEmpty() ? "" : arguments.getFirst();
  }

  static List<Object> items(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateException("takes the items of " + Values.name(value));
    }
    List<Object> items = new ArrayList<>();
    map.forEach((key, item) -> items.add(List.of(key, item)));
    return items;
  }

  private static List<Object> parts(Object value, Object attribute) {
    if (attribute instanceof Undefined) {
      throw new TemplateException("uses the filter map without attribute=, which is not supported");
    }
    List<Object> parts = new ArrayList<>();
    Values.list(value).forEach(item -> parts.add(Values.item(item, attribute)));
    return parts;
  }

  private static List<Object> select(Object value, List<Object> arguments, boolean wanted) {
    Object attribute = Methods.argument(arguments, 0, "selectattr");
    List<Object> selected = new ArrayList<>();
    for (Object item : Values.list(value)) {
      Object part = Values.item(item, attribute);
      boolean holds =
          arguments.size() == 1
              ? Values.isTrue(part)
              : Checks.holds(
                  Checks.known(Values.text(arguments.get(1))),
                  part,
                  arguments.subList(2, arguments.size()));
      if (holds == wanted) {
        selected.add(item);
      }
    }
    return selected;
  }

  private static Object reversed(Object value) {
    List<Object> items = Values.list(value);
    Collections.reverse(items);
    return value instanceof String
        ? items.stream().map(Values::text).collect(Collectors.joining())
        : items;
  }
}
