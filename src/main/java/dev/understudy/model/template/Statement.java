package dev.understudy.model.template;

import java.util.List;
import java.util.Map;

/// Something that is done: it writes, chooses, repeats or remembers.
sealed interface Statement {
  /// What is to happen to the loop around a statement.
  enum Then {
    GO_ON,
    CONTINUE,
    BREAK
  }

  Then run(Scope scope, StringBuilder out);

  static Then runAll(List<Statement> body, Scope scope, StringBuilder out) {
    for (Statement statement : body) {
      scope.step(out);
      Then then = statement.run(scope, out);
      if (then != Then.GO_ON) {
        return then;
      }
    }
    return Then.GO_ON;
  }

  record Text(String text) implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      out.append(text);
      return Then.GO_ON;
    }
  }

  record Output(Expression expression) implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      out.append(Values.text(expression.value(scope)));
      return Then.GO_ON;
    }
  }

  record If(Expression condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      return runAll(Values.isTrue(condition.value(scope)) ? then : otherwise, scope, out);
    }
  }

  record For(
      List<String> names,
      Expression over,
      Expression filter,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      List<Object> items = Values.list(over.value(scope));
      items.removeIf(item -> {
        Scope inner = scope.inner();
        Assignment.bind(inner, names, item);
        return !Values.isTrue(filter.value(inner));
      });
      if (items.isEmpty()) {
        return runAll(otherwise, scope, out);
      }
      for (int i = 0; i < items.size(); i++) {
        Scope inner = scope.inner();
        inner.set("loop", new Loop(items, i));
        Assignment.bind(inner, names, items.get(i));
        if (runAll(body, inner, out) == Then.BREAK) {
          break;
        }
      }
      return Then.GO_ON;
    }
  }

  /// `set a = …`, `set a, b = …`, or `set space.a = …` (then `names` are two and `part` is true).
  record Assignment(List<String> names, boolean part, Expression expression) implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      Object value = expression.value(scope);
      if (!part) {
        bind(scope, names, value);
      } else if (scope.get(names.getFirst()) instanceof Namespace space) {
        space.values().put(names.getLast(), value);
      } else {
        throw new TemplateException(names.getFirst() + " is not a namespace");
      }
      return Then.GO_ON;
    }

    static void bind(Scope scope, List<String> names, Object value) {
      if (names.size() == 1) {
        scope.set(names.getFirst(), value);
        return;
      }
      List<Object> values = Values.list(value);
      if (values.size() != names.size()) {
        throw new TemplateException(values.size() + " values for " + String.join(", ", names));
      }
      for (int i = 0; i < values.size(); i++) {
        scope.set(names.get(i), values.get(i));
      }
    }
  }

  /// `set a` … `endset`
  record Capture(String name, List<Statement> body) implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      StringBuilder text = new StringBuilder();
      runAll(body, scope.inner(), text);
      scope.set(name, text.toString());
      return Then.GO_ON;
    }
  }

  record Macro(
      String name, List<String> parameters, Map<String, Expression> otherwise, List<Statement> body)
      implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      Callable macro =
          (arguments, named) -> {
            Scope inner = scope.inner();
            for (int i = 0; i < parameters.size(); i++) {
              String parameter = parameters.get(i);
              Expression standard = otherwise.get(parameter);
              Object value = standard == null ? new Undefined(parameter) : standard.value(scope);
              value = named.getOrDefault(parameter, value);
              inner.set(parameter, i < arguments.size() ? arguments.get(i) : value);
            }
            StringBuilder text = new StringBuilder();
            runAll(body, inner, text);
            return text.toString();
          };
      scope.set(name, macro);
      return Then.GO_ON;
    }
  }

  /// `break` and `continue`
  record Leave(Then then) implements Statement {
    @Override
    public Then run(Scope scope, StringBuilder out) {
      return then;
    }
  }
}
