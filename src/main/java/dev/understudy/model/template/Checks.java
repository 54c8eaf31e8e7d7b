package dev.understudy.model.template;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What stands after `is`.
final class Checks {
  private static final Set<String> KNOWN =
      Set.of(
          "defined",
          "undefined",
          "none",
          "string",
          "number",
          "integer",
          "boolean",
          "mapping",
          "sequence",
          "iterable",
          "true",
          "false",
          "equalto",
          "eq",
          "ne",
          "in",
          "even",
          "odd");

  private Checks() {}

  static String known(String name) {
    String check = name.equals("==") ? "eq" : name;
    if (!KNOWN.contains(check)) {
      throw new TemplateException("uses the check \"is " + name + "\", which is not supported");
    }
    return check;
  }

  static boolean holds(String name, Object value, List<Object> arguments) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == Nothing.NONE;
      case "string" -> value instanceof String;
      case "number" -> value instanceof Number;
      case "integer" -> value instanceof Long;
      case "boolean" -> value instanceof Boolean;
      case "mapping" -> value instanceof Map;
      case "sequence" -> value instanceof List || value instanceof String || value instanceof Map;
      case "iterable" -> value instanceof List || value instanceof String || value instanceof Map;
      case "true" -> value.equals(true);
      case "false" -> value.equals(false);
      case "ne" -> !Values.equal(value, Methods.argument(arguments, 0, name));
      case "in" -> Values.contains(Methods.argument(arguments, 0, name), value);
      case "even" -> value instanceof Long n && n % 2 == 0;
      case "odd" -> value instanceof Long n && n % 2 != 0;
      default -> Values.equal(value, Methods.argument(arguments, 0, name));
    };
  }
}
