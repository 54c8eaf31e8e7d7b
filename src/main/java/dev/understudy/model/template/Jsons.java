package dev.understudy.model.template;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Values as JSON, spaced as Python spaces it.
final class Jsons {
  private Jsons() {}

  static String write(Object value) {
    return switch (value) {
      case String s -> quote(s);
      case Boolean b -> b ? "true" : "false";
      case Nothing n -> "null";
      case List<?> list ->
          list.stream().map(Jsons::write).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> quote(String.valueOf(entry.getKey())) + ": " + write(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
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
