package dev.understudy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Every verb, in the order of the help. Adding a verb is adding a line here.
final class Verbs {
  private Verbs() {}

  static Map<String, Function<Terminal, Object>> all() {
    var verbs = new LinkedHashMap<String, Function<Terminal, Object>>();
    verbs.put("base", BaseVerb::new);
    verbs.put("check", CheckVerb::new);
    return verbs;
  }
}
