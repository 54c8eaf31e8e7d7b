package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something that has a value.
sealed interface Expression {
  Object value(Scope scope);

  record Literal(Object constant) implements Expression {
    @Override
    public Object value(Scope scope) {
      return constant;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object value(Scope scope) {
      return scope.get(name);
    }
  }

  record Item(Expression of, Expression key) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Values.item(of.value(scope), key.value(scope));
    }
  }

  record Slice(Expression of, Expression from, Expression to, Expression step)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      return Values.slice(of.value(scope), from.value(scope), to.value(scope), step.value(scope));
    }
  }

  /// What stands between parentheses.
  record Arguments(List<Expression> inOrder, Map<String, Expression> named) {
    List<Object> values(Scope scope) {
      List<Object> values = new ArrayList<>();
      inOrder.forEach(argument -> values.add(argument.value(scope)));
      return values;
    }

    Map<String, Object> namedValues(Scope scope) {
      Map<String, Object> values = new LinkedHashMap<>();
      named.forEach((name, argument) -> values.put(name, argument.value(scope)));
      return values;
    }
  }

  record Call(Expression function, Arguments arguments) implements Expression {
    @Override
    public Object value(Scope scope) {
      if (function instanceof Item(Expression of, Literal(String method))) {
        Object receiver = of.value(scope);
        if (!(receiver instanceof Map<?, ?> map) || !(map.get(method) instanceof Callable)) {
          return Methods.call(receiver, method, arguments.values(scope));
        }
      }
      Object value = function.value(scope);
      if (value instanceof Callable callable) {
        return callable.call(arguments.values(scope), arguments.namedValues(scope));
      }
      throw new TemplateException("calls " + Values.name(value));
    }
  }

  record Filtered(Expression of, String filter, Arguments arguments) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Filters.apply(
          filter, of.value(scope), arguments.values(scope), arguments.namedValues(scope));
    }
  }

  record Check(Expression of, String check, Arguments arguments) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Checks.holds(check, of.value(scope), arguments.values(scope));
    }
  }

  record Not(Expression of) implements Expression {
    @Override
    public Object value(Scope scope) {
      return !Values.isTrue(of.value(scope));
    }
  }

  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object value = left.value(scope);
      return Values.isTrue(value) ? right.value(scope) : value;
    }
  }

  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object value = left.value(scope);
      return Values.isTrue(value) ? value : right.value(scope);
    }
  }

  record Conditional(Expression condition, Expression then, Expression otherwise)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      return (Values.isTrue(condition.value(scope)) ? then : otherwise).value(scope);
    }
  }

  record Operation(String sign, Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object a = left.value(scope);
      Object b = right.value(scope);
      return switch (sign) {
        case "==" -> Values.equal(a, b);
        case "!=" -> !Values.equal(a, b);
        case "<" -> Values.compare(a, b) < 0;
        case "<=" -> Values.compare(a, b) <= 0;
        case ">" -> Values.compare(a, b) > 0;
        case ">=" -> Values.compare(a, b) >= 0;
        case "in" -> Values.contains(b, a);
        case "~" -> Values.joined(Values.text(a), Values.text(b));
        case "+" -> Values.add(a, b);
        default -> Values.calculate(sign, a, b);
      };
    }
  }

  record ListOf(List<Expression> items) implements Expression {
    @Override
    public Object value(Scope scope) {
      return new Arguments(items, Map.of()).values(scope);
    }
  }

  record MapOf(List<Expression> keys, List<Expression> items) implements Expression {
    @Override
    public Object value(Scope scope) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        map.put(Values.text(keys.get(i).value(scope)), items.get(i).value(scope));
      }
      return map;
    }
  }
}
