package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A chat template, ready to be rendered.
///
/// It knows loops, choices, `set`, macros, namespaces, and the filters, checks and methods in use
/// in chat templates. All else is refused by name when the template is read. A template can neither
/// run for ever nor reach anything but the values it is given.
public final class Template {
  private static final int LONGEST_RANGE = 100_000;

  private final List<Statement> body;

  private Template(List<Statement> body) {
    this.body = body;
  }

  /// @throws TemplateException telling the line and what is not understood there
  public static Template parse(String source) {
    return new Template(StatementParser.parse(Cutter.cut(source)));
  }

  /// @param values texts, `Long`, `Double`, `Boolean`, and lists and maps of these
  /// @throws TemplateException when the template refuses the values, or goes wrong with them
  public String render(Map<String, Object> values) {
    Scope scope = Scope.outermost();
    Map<String, Callable> functions =
        Map.of(
            "raise_exception",
            Template::raise,
            "namespace",
            Template::namespace,
            "range",
            Template::range,
            "strftime_now",
            Days::format,
            "dict",
            (arguments, named) -> new LinkedHashMap<>(named));
    functions.forEach(scope::set);
    // What the reference passes when there are no tools: named, but nothing.
    scope.set("tools", Nothing.NONE);
    scope.set("documents", Nothing.NONE);
    values.forEach(scope::set);
    StringBuilder out = new StringBuilder();
    try {
      Statement.runAll(body, scope, out);
    } catch (StackOverflowError e) {
      throw new TemplateException("nests too deep");
    }
    return out.toString();
  }

  private static Object raise(List<Object> arguments, Map<String, Object> named) {
    throw new TemplateException(Values.text(Methods.argument(arguments, 0, "raise_exception")));
  }

  private static Object namespace(List<Object> arguments, Map<String, Object> named) {
    return new Namespace(new LinkedHashMap<>(named));
  }

  private static Object range(List<Object> arguments, Map<String, Object> named) {
    long[] bounds = new long[arguments.size()];
    for (int i = 0; i < bounds.length; i++) {
      if (!(arguments.get(i) instanceof Long n)) {
        throw new TemplateException("counts to " + Values.name(arguments.get(i)));
      }
      bounds[i] = n;
    }
    if (bounds.length < 1 || bounds.length > 3 || bounds.length == 3 && bounds[2] == 0) {
      throw new TemplateException("range() cannot take these arguments");
    }
    long from = bounds.length == 1 ? 0 : bounds[0];
    long to = bounds.length == 1 ? bounds[0] : bounds[1];
    long by = bounds.length == 3 ? bounds[2] : 1;
    List<Object> numbers = new ArrayList<>();
    for (long n = from; by > 0 ? n < to : n > to; n += by) {
      if (numbers.size() == LONGEST_RANGE) {
        throw new TemplateException("counts further than " + LONGEST_RANGE);
      }
      numbers.add(n);
    }
    return numbers;
  }
}
