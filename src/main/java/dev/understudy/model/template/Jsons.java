package dev.understudy.model.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Values as JSON, spaced as Python spaces it.
final class Jsons {
  private Jsons() {}

  /// `named` may give `indent`.
  static String write(Object value, List<Object> arguments, Map<String, Object> named) {
    Optional<String> other =
        named.keySet().stream().filter(name -> !name.equals("indent")).findFirst();
    if (other.isPresent() || !arguments.isEmpty()) {
      throw new TemplateException(
          "uses the filter tojson with " + other.orElse("a value") + ", which is not supported");
    }
    return named.get("indent") instanceof Long spaces
        ? write(value, ",\n", " ".repeat(Math.clamp(spaces, 0, 16)), "\n")
        : write(value, ", ", "", "");
  }

  /// `line` begins each member, and is followed by `indent` once more at each depth.
  private static String write(Object value, String comma, String indent, String line) {
    return switch (value) {
      case String s -> quote(s);
      case Boolean b -> b ? "true" : "false";
      case Nothing n -> "null";
      case List<?> list when list.isEmpty() -> "[]";
      case Map<?, ?> map when map.isEmpty() -> "{}";
      case List<?> list ->
          list.stream()
              .map(item -> write(item, comma + indent, indent, line + indent))
              .collect(Collectors.joining(comma + indent, "[" + line + indent, line + "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry ->
                  quote(String.valueOf(entry.getKey()))
                      + ": "
                      + write(entry.getValue(), comma + indent, indent, line + indent))
              .collect(Collectors.joining(comma + indent, "{" + line + indent, line + "}"));
      default -> Values.text(value);
    };
  }

  private static String quote(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
