import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Renders the golden chat templates with jinjava, and tells which of them it renders as transformers does.
///
/// It is given what it can be given from outside: blocks trimmed as transformers has them, its modern behaviour,
/// the functions transformers adds, `tojson` in Python's spacing, and the tag `generation`.
public final class Compare {
  private static final ObjectMapper JSON = new ObjectMapper();

  @SuppressWarnings("unchecked")
  public static void main(String[] args) throws IOException {
    Path golden = Path.of("src/test/resources/golden");
    JsonNode chats = JSON.readTree(golden.resolve("chats.json").toFile());
    var right = new TreeMap<String, int[]>();
    for (JsonNode c : chats.get("cases")) {
      JsonNode family = chats.get("families").get(c.get("family").asText());
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("messages", JSON.convertValue(c.get("messages"), Object.class));
      values.put("add_generation_prompt", c.get("add_generation_prompt").asBoolean());
      values.put("bos_token", family.get("beginning").asText());
      values.put("eos_token", family.get("end").asText());
      values.put("strftime_now", "a function"); // for templates that ask whether it is defined
      if (c.has("tools")) {
        values.put("tools", JSON.convertValue(c.get("tools"), Object.class));
      }
      count(right, c.get("family").asText(), family.get("template").asText(), values, c);
    }
    JsonNode habits = JSON.readTree(golden.resolve("templates.json").toFile());
    Map<String, Object> values = JSON.convertValue(habits.get("values"), Map.class);
    for (JsonNode c : habits.get("cases")) {
      count(right, "(single habits)", c.get("template").asText(), values, c);
    }
    right.forEach((name, n) -> System.out.printf("%-16s %d of %d%n", name, n[0], n[1]));
  }

  private static void count(
      Map<String, int[]> right, String name, String template, Map<String, Object> values, JsonNode wanted) {
    int[] n = right.computeIfAbsent(name, k -> new int[2]);
    n[1]++;
    String error = "";
    String text = "";
    try {
      RenderResult result = jinjava().renderForResult(template.replaceFirst("\n\\z", ""), new LinkedHashMap<>(values));
      text = result.getOutput();
      error = result.getErrors().isEmpty() ? "" : result.getErrors().getFirst().getMessage();
    } catch (RuntimeException | StackOverflowError e) {
      error = e.toString();
    }
    boolean same =
        wanted.has("error")
            ? error.contains("raise_exception") // its reason is lost
            : error.isEmpty() && text.equals(wanted.get("text").asText());
    n[0] += same ? 1 : 0;
    if (!same) {
      System.out.println("--- " + name + (name.startsWith("(") ? ": " + shown(template) : ""));
      System.out.println("wanted " + shown(wanted.has("error") ? wanted.get("error").asText() : wanted.get("text").asText()));
      System.out.println("found  " + shown(text));
      System.out.println(error.isEmpty() ? "" : "error  " + shown(error));
    }
  }

  private static String shown(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() > 400 ? line.substring(0, 400) + "…" : line;
  }

  private static Jinjava jinjava() {
    var jinjava =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true) // else those of what was rendered go
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(modern())
                .withElResolver(new PythonMethods())
                .build());
    var context = jinjava.getGlobalContext();
    context.registerFunction(function("raise_exception", String.class));
    context.registerFunction(function("strftime_now", String.class));
    context.registerFilter(new ToJson());
    context.registerTag(new Generation());
    return jinjava;
  }

  /// As Jinja behaves, but for the blank that would have to follow every opening bracket.
  @SuppressWarnings("deprecation")
  private static LegacyOverrides modern() {
    return LegacyOverrides.Builder.from(LegacyOverrides.ALL)
        .withWhitespaceRequiredWithinTokens(false)
        .build();
  }

  private static ELFunctionDefinition function(String name, Class<?> parameter) {
    return new ELFunctionDefinition("", name, Compare.class, name, parameter);
  }

  public static Object raise_exception(String message) {
    throw new IllegalStateException(message);
  }

  public static String strftime_now(String format) {
    return format.replace("%d", "26").replace("%b", "Jul").replace("%B", "July").replace("%Y", "2024");
  }

  private static final class ToJson implements Filter {
    @Override
    public String getName() {
      return "tojson";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... args) {
      return write(value, ", ", "", "");
    }

    @Override
    public Object filter(
        Object value, JinjavaInterpreter interpreter, Object[] args, Map<String, Object> named) {
      int indent = named.containsKey("indent") ? ((Number) named.get("indent")).intValue() : 0;
      String line = indent == 0 ? "" : "\n";
      return write(value, indent == 0 ? ", " : ",\n", line, " ".repeat(indent));
    }

    private static String write(Object value, String comma, String line, String indent) {
      if (value instanceof Map<?, ?> map) {
        List<String> parts = new ArrayList<>();
        map.forEach((k, v) -> parts.add(inner(k.toString(), comma, line, indent) + ": " + inner(v, comma, line, indent)));
        return "{" + line + indent + String.join(comma + indent, parts) + line + "}";
      }
      if (value instanceof List<?> list) {
        List<String> parts = list.stream().map(v -> inner(v, comma, line, indent)).toList();
        return "[" + line + indent + String.join(comma + indent, parts) + line + "]";
      }
      try {
        return JSON.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String inner(Object value, String comma, String line, String indent) {
      return write(value, comma + indent, line + indent, indent);
    }
  }

  /// The methods of Python's texts that templates call and Java's lack.
  private static final class PythonMethods extends ELResolver {
    private final ELResolver others = JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY;

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] a) {
      String first = a != null && a.length > 0 ? String.valueOf(a[0]) : null;
      Object found =
          base instanceof Map<?, ?> map && method.equals("items")
              ? new ArrayList<>(map.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList())
              : base instanceof CharSequence s ? ofText(s.toString(), method.toString(), first) : null;
      if (found != null) {
        context.setPropertyResolved(true);
        return found;
      }
      return others.invoke(context, base, method, types, a);
    }

    private static Object ofText(String s, String method, String first) {
      String some = first == null ? "\\s" : "[" + first.replace("\n", "\\n") + "]";
      return switch (method) {
        case "strip" -> s.replaceAll("^" + some + "+|" + some + "+$", "");
        case "lstrip" -> s.replaceAll("^" + some + "+", "");
        case "rstrip" -> s.replaceAll(some + "+$", "");
        case "startswith" -> s.startsWith(first);
        case "endswith" -> s.endsWith(first);
        case "upper" -> s.toUpperCase(java.util.Locale.ROOT);
        case "split" -> new ArrayList<>(List.of(s.split(java.util.regex.Pattern.quote(first), -1)));
        default -> null;
      };
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
      return others.getValue(context, base, property);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
      return others.getType(context, base, property);
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
      others.setValue(context, base, property, value);
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
      return others.isReadOnly(context, base, property);
    }

    @Override
    public Iterator<java.beans.FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
      return others.getFeatureDescriptors(context, base);
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
      return others.getCommonPropertyType(context, base);
    }
  }

  private static final class Generation implements Tag {
    @Override
    public String getName() {
      return "generation";
    }

    @Override
    public String getEndTagName() {
      return "endgeneration";
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
      var text = new StringBuilder();
      for (Node child : tag.getChildren()) {
        text.append(child.render(interpreter));
      }
      return text.toString();
    }
  }
}
