package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The methods of texts and maps that templates call.
final class Methods {
  private Methods() {}

  static Object call(Object receiver, String method, List<Object> arguments) {
    return switch (receiver) {
      case String s -> ofText(s, method, arguments);
      case Map<?, ?> map -> ofMap(map, method, arguments);
      case Undefined u -> throw u.used();
      default -> throw unknown(receiver, method);
    };
  }

  private static Object ofText(String s, String method, List<Object> arguments) {
    boolean none = arguments.isEmpty();
    String first = none ? "" : Values.text(arguments.getFirst());
    return switch (method) {
      case "strip" ->
          none ? Texts.strip(s) : Texts.stripLeading(Texts.stripTrailing(s, first), first);
      case "lstrip" -> none ? Texts.stripLeading(s) : Texts.stripLeading(s, first);
      case "rstrip" -> none ? Texts.stripTrailing(s) : Texts.stripTrailing(s, first);
      case "upper" -> s.toUpperCase(Locale.ROOT);
      case "lower" -> s.toLowerCase(Locale.ROOT);
      case "title" -> Texts.title(s);
      case "capitalize" -> Texts.capitalize(s);
      case "startswith" -> s.startsWith(first);
      case "endswith" -> s.endsWith(first);
      case "split" -> split(s, none ? " " : first, none);
      case "replace" -> Texts.replace(s, first, Values.text(argument(arguments, 1, method)));
      default -> throw unknown(s, method);
    };
  }

  private static List<Object> split(String s, String at, boolean anySpace) {
    List<Object> parts = new ArrayList<>();
    if (at.isEmpty()) {
      throw new TemplateException("splits a text at nothing");
    }
    int from = 0;
    for (int i = s.indexOf(at); i >= 0; i = s.indexOf(at, from)) {
      parts.add(s.substring(from, i));
      from = i + at.length();
    }
    parts.add(s.substring(from));
    if (anySpace) {
      parts.removeIf(""::equals);
    }
    return parts;
  }

  private static Object ofMap(Map<?, ?> map, String method, List<Object> arguments) {
    return switch (method) {
      case "get" -> {
        Object value = map.get(argument(arguments, 0, method));
        yield value != null ? value : arguments.size() > 1 ? arguments.get(1) : Nothing.NONE;
      }
      case "items" -> Filters.items(map);
      case "keys" -> new ArrayList<Object>(map.keySet());
      case "values" -> new ArrayList<Object>(map.values());
      default -> throw unknown(map, method);
    };
  }

  static Object argument(List<Object> arguments, int index, String what) {
    if (index >= arguments.size()) {
      throw new TemplateException(what + " lacks an argument");
    }
    return arguments.get(index);
  }

  private static TemplateException unknown(Object receiver, String method) {
    return new TemplateException(
        "calls " + method + "() of " + Values.name(receiver) + ", which is not supported");
  }
}
