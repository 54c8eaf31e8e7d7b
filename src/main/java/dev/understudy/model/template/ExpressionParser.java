package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads expressions: a method for each level of binding, the loosest first.
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final int DEEPEST = 200;
  private static final Expression ABSENT = new Expression.Literal(new Undefined("nothing"));

  private final Words words;
  private int depth;

  ExpressionParser(Words words) {
    this.words = words;
  }

  /// A whole expression: `a if b else c`.
  Expression expression() {
    if (++depth > DEEPEST) {
      throw new TemplateException("nests expressions deeper than " + DEEPEST);
    }
    Expression value = or();
    while (words.take("if")) {
      Expression condition = or();
      Expression otherwise = words.take("else") ? expression() : ABSENT;
      value = new Expression.Conditional(condition, value, otherwise);
    }
    depth--;
    return value;
  }

  /// One value, or several with commas between them, which are a list.
  Expression values() {
    Expression first = expression();
    if (!words.isAt(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (words.take(",")) {
      items.add(expression());
    }
    return new Expression.ListOf(items);
  }

  /// As [#expression], but `if` after it belongs to someone else (the list of a loop).
  Expression or() {
    Expression value = and();
    while (words.take("or")) {
      value = new Expression.Or(value, and());
    }
    return value;
  }

  private Expression and() {
    Expression value = not();
    while (words.take("and")) {
      value = new Expression.And(value, not());
    }
    return value;
  }

  private Expression not() {
    if (words.isAt("not")) {
      if (++depth > DEEPEST) {
        throw new TemplateException("nests expressions deeper than " + DEEPEST);
      }
      words.next();
      Expression value = new Expression.Not(not());
      depth--;
      return value;
    }
    return comparison();
  }

  private Expression comparison() {
    Expression left = sum();
    Expression whole = left;
    boolean first = true;
    while (true) {
      Expression next;
      Expression right;
      if (COMPARISONS.contains(words.peek().text()) && words.peek().kind() == Token.Kind.SIGN) {
        String sign = words.next().text();
        right = sum();
        next = new Expression.Operation(sign, left, right);
      } else if (words.take("in")) {
        right = sum();
        next = new Expression.Operation("in", left, right);
      } else if (words.isAt("not") && words.isBefore("in")) {
        words.next();
        words.next();
        right = sum();
        next = new Expression.Not(new Expression.Operation("in", left, right));
      } else {
        return whole;
      }
      whole = first ? next : new Expression.And(whole, next);
      first = false;
      left = right;
    }
  }

  private Expression sum() {
    Expression value = joined();
    while (words.isAt("+") || words.isAt("-")) {
      value = new Expression.Operation(words.next().text(), value, joined());
    }
    return value;
  }

  private Expression joined() {
    Expression value = product();
    while (words.take("~")) {
      value = new Expression.Operation("~", value, product());
    }
    return value;
  }

  private Expression product() {
    Expression value = signed();
    while (words.isAt("*") || words.isAt("/") || words.isAt("//") || words.isAt("%")) {
      value = new Expression.Operation(words.next().text(), value, signed());
    }
    return value;
  }

  private Expression signed() {
    if (words.take("-")) {
      return new Expression.Operation("-", new Expression.Literal(0L), filtered(primary()));
    }
    return filtered(primary());
  }

  /// Filters and checks bind tighter than any sign before them.
  private Expression filtered(Expression of) {
    Expression value = of;
    while (true) {
      if (words.take("|")) {
        String name = words.name();
        value = new Expression.Filtered(value, Filters.known(name), argumentsIfAny());
      } else if (words.take("is")) {
        boolean negated = words.take("not");
        String name = words.name();
        value = new Expression.Check(value, Checks.known(name), checkArguments());
        value = negated ? new Expression.Not(value) : value;
      } else {
        return value;
      }
    }
  }

  private Expression.Arguments argumentsIfAny() {
    return words.take("(") ? arguments() : new Expression.Arguments(List.of(), Map.of());
  }

  /// A check's one argument may stand without parentheses: `is equalto 3`.
  private Expression.Arguments checkArguments() {
    Token.Kind next = words.peek().kind();
    boolean bare = next == Token.Kind.TEXT || next == Token.Kind.INTEGER || words.isAt("[");
    return bare ? new Expression.Arguments(List.of(postfix(atom())), Map.of()) : argumentsIfAny();
  }

  private Expression primary() {
    return postfix(atom());
  }

  private Expression postfix(Expression of) {
    Expression value = of;
    while (true) {
      if (words.take(".")) {
        Token part = words.next();
        value =
            new Expression.Item(
                value,
                new Expression.Literal(
                    part.kind() == Token.Kind.INTEGER
                        ? (Object) Long.valueOf(part.text())
                        : part.text()));
      } else if (words.take("[")) {
        value = subscript(value);
      } else if (words.take("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression of) {
    Expression from = words.isAt(":") ? ABSENT : expression();
    if (words.take("]")) {
      return new Expression.Item(of, from);
    }
    words.expect(":");
    Expression to = words.isAt(":") || words.isAt("]") ? ABSENT : expression();
    Expression step = words.take(":") && !words.isAt("]") ? expression() : ABSENT;
    words.expect("]");
    return new Expression.Slice(of, from, to, step);
  }

  Expression.Arguments arguments() {
    List<Expression> inOrder = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!words.take(")")) {
      if (words.peek().kind() == Token.Kind.NAME && words.isBefore("=")) {
        String name = words.name();
        words.expect("=");
        named.put(name, expression());
      } else {
        inOrder.add(expression());
      }
      if (!words.isAt(")")) {
        words.expect(",");
      }
    }
    return new Expression.Arguments(inOrder, named);
  }

  private Expression atom() {
    Token token = words.next();
    return switch (token.kind()) {
      case TEXT -> new Expression.Literal(texts(token.text()));
      case INTEGER -> new Expression.Literal(integer(token.text()));
      case DECIMAL -> new Expression.Literal(decimal(token.text()));
      case NAME -> name(token.text());
      case SIGN -> bracketed(token.text());
      case END -> throw words.unexpected("a value");
    };
  }

  /// Texts that follow each other are one.
  private String texts(String first) {
    StringBuilder text = new StringBuilder(first);
    while (words.peek().kind() == Token.Kind.TEXT) {
      text.append(words.next().text());
    }
    return text.toString();
  }

  private static Object integer(String digits) {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new TemplateException(digits + " is not a number");
    }
  }

  private static Object decimal(String digits) {
    try {
      return Double.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new TemplateException(digits + " is not a number");
    }
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(true);
      case "false", "False" -> new Expression.Literal(false);
      case "none", "None" -> new Expression.Literal(Nothing.NONE);
      default -> new Expression.Name(name);
    };
  }

  private Expression bracketed(String sign) {
    return switch (sign) {
      case "(" -> parenthesis();
      case "[" -> new Expression.ListOf(items("]"));
      case "{" -> map();
      default -> throw words.unexpected("a value");
    };
  }

  /// One value in parentheses, or a tuple, which is as good as a list here.
  private Expression parenthesis() {
    List<Expression> items = new ArrayList<>();
    boolean tuple = words.isAt(")");
    while (!words.take(")")) {
      items.add(expression());
      if (!words.isAt(")")) {
        words.expect(",");
        tuple = true;
      }
    }
    return tuple ? new Expression.ListOf(items) : items.getFirst();
  }

  private List<Expression> items(String close) {
    List<Expression> items = new ArrayList<>();
    while (!words.take(close)) {
      items.add(expression());
      if (!words.isAt(close)) {
        words.expect(",");
      }
    }
    return items;
  }

  private Expression map() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> items = new ArrayList<>();
    while (!words.take("}")) {
      keys.add(expression());
      words.expect(":");
      items.add(expression());
      if (!words.isAt("}")) {
        words.expect(",");
      }
    }
    return new Expression.MapOf(keys, items);
  }
}
