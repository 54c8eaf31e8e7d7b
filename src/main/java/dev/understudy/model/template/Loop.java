package dev.understudy.model.template;

import java.util.List;

/// What a loop's body can ask about where it stands.
record Loop(List<Object> items, int at) {
  Object get(Object name) {
    return switch (String.valueOf(name)) {
      case "index" -> at + 1L;
      case "index0" -> (long) at;
      case "revindex" -> (long) items.size() - at;
      case "revindex0" -> items.size() - at - 1L;
      case "length" -> (long) items.size();
      case "first" -> at == 0;
      case "last" -> at == items.size() - 1;
      case "previtem" -> item(at - 1, "previtem");
      case "nextitem" -> item(at + 1, "nextitem");
      default -> new Undefined("loop." + name);
    };
  }

  private Object item(int index, String name) {
    return index >= 0 && index < items.size() ? items.get(index) : new Undefined("loop." + name);
  }
}
