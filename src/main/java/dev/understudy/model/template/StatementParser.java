package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads tags, and what stands between those that belong together.
final class StatementParser {
  private static final int DEEPEST = 60;

  private final List<Part> parts;
  private int at;
  private int depth;

  /// The tag that ended the last body: its name, and the words after it.
  private String ending = "";

  private Words rest = new Words("");

  private StatementParser(List<Part> parts) {
    this.parts = parts;
  }

  static List<Statement> parse(List<Part> parts) {
    return new StatementParser(parts).body(Set.of());
  }

  /// Statements up to one of these tags, or to the end of the template when there are none.
  private List<Statement> body(Set<String> ends) {
    if (++depth > DEEPEST) {
      throw new TemplateException("nests deeper than " + DEEPEST);
    }
    List<Statement> body = new ArrayList<>();
    while (at < parts.size()) {
      Part part = parts.get(at++);
      try {
        if (part.kind() == Part.Kind.TEXT) {
          body.add(new Statement.Text(part.text()));
        } else if (part.kind() == Part.Kind.OUTPUT) {
          Words words = new Words(part.text());
          body.add(new Statement.Output(whole(words)));
        } else {
          Words words = new Words(part.text());
          String tag = words.name();
          if (ends.contains(tag)) {
            ending = tag;
            rest = words;
            depth--;
            return body;
          }
          tag(tag, words, body);
        }
      } catch (TemplateException e) {
        throw e.reason().startsWith("line ")
            ? e
            : new TemplateException("line " + part.line() + ": " + e.reason());
      }
    }
    if (!ends.isEmpty()) {
      throw new TemplateException("{% " + String.join(" or ", ends) + " %} is missing");
    }
    return body;
  }

  private void tag(String tag, Words words, List<Statement> body) {
    switch (tag) {
      case "if" -> body.add(choice(whole(words)));
      case "for" -> body.add(loop(words));
      case "set" -> body.add(assignment(words));
      case "macro" -> body.add(macro(words));
      case "break" -> body.add(new Statement.Leave(Statement.Then.BREAK));
      case "continue" -> body.add(new Statement.Leave(Statement.Then.CONTINUE));
      // Marks what a model shall write, for training elsewhere; the text is the same.
      case "generation" -> body.addAll(body(Set.of("endgeneration")));
      default -> throw new TemplateException("uses {% " + tag + " %}, which is not supported");
    }
  }

  private static Expression whole(Words words) {
    Expression expression = new ExpressionParser(words).expression();
    words.end();
    return expression;
  }

  private Statement choice(Expression condition) {
    List<Statement> then = body(Set.of("elif", "else", "endif"));
    List<Statement> otherwise = List.of();
    if (ending.equals("elif")) {
      otherwise = List.of(choice(whole(rest)));
    } else if (ending.equals("else")) {
      otherwise = body(Set.of("endif"));
    }
    return new Statement.If(condition, then, otherwise);
  }

  private Statement loop(Words words) {
    List<String> names = names(words);
    words.expect("in");
    ExpressionParser parser = new ExpressionParser(words);
    Expression over = parser.or();
    Expression filter = words.take("if") ? parser.or() : new Expression.Literal(true);
    words.end();
    List<Statement> body = body(Set.of("else", "endfor"));
    List<Statement> otherwise = ending.equals("else") ? body(Set.of("endfor")) : List.of();
    return new Statement.For(names, over, filter, body, otherwise);
  }

  private static List<String> names(Words words) {
    List<String> names = new ArrayList<>();
    do {
      names.add(words.name());
    } while (words.take(","));
    return names;
  }

  private Statement assignment(Words words) {
    List<String> names = names(words);
    boolean part = names.size() == 1 && words.take(".");
    if (part) {
      names.add(words.name());
    }
    if (!words.take("=")) {
      words.end();
      return new Statement.Capture(names.getFirst(), body(Set.of("endset")));
    }
    Expression value = new ExpressionParser(words).values();
    words.end();
    return new Statement.Assignment(names, part, value);
  }

  private Statement macro(Words words) {
    String name = words.name();
    words.expect("(");
    List<String> parameters = new ArrayList<>();
    Map<String, Expression> otherwise = new LinkedHashMap<>();
    while (!words.take(")")) {
      String parameter = words.name();
      parameters.add(parameter);
      if (words.take("=")) {
        otherwise.put(parameter, new ExpressionParser(words).expression());
      }
      if (!words.isAt(")")) {
        words.expect(",");
      }
    }
    words.end();
    return new Statement.Macro(name, parameters, otherwise, body(Set.of("endmacro")));
  }
}
