package dev.understudy.model.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that hold at a place. What a loop or macro sets is forgotten at its end.
final class Scope {
  /// Far more than any conversation needs; a hostile template must not run for ever.
  private static final int MOST_STEPS = 1_000_000;

  private static final int MOST_CHARACTERS = 1 << 26;
  private static final int DEEPEST = 60;

  private final @Nullable Scope outer;
  private final Map<String, Object> values = new HashMap<>();
  private final int depth;
  private final int[] steps;

  private Scope(@Nullable Scope outer, int depth, int[] steps) {
    this.outer = outer;
    this.depth = depth;
    this.steps = steps;
  }

  static Scope outermost() {
    return new Scope(null, 0, new int[1]);
  }

  Scope inner() {
    if (depth == DEEPEST) {
      throw new TemplateException("goes deeper than " + DEEPEST + " loops or macros");
    }
    return new Scope(this, depth + 1, steps);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.values.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Undefined(name);
  }

  void set(String name, Object value) {
    values.put(name, value);
  }

  /// Counts one step of work.
  void step(StringBuilder out) {
    if (++steps[0] > MOST_STEPS || out.length() > MOST_CHARACTERS) {
      throw new TemplateException("does not come to an end");
    }
  }
}
