package dev.understudy.recipe;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A part of a recipe, read key by key. A wrong value is told and the fallback taken, so that
/// reading goes on and finds the other problems; keys nobody asked for are told by [#finish].
final class Section {
  private final String where;
  private final JsonNode node;
  private final Problems problems;
  private final Set<String> asked = new LinkedHashSet<>();

  /// `where` is empty, or ends in a dot.
  private Section(String where, JsonNode node, Problems problems) {
    this.where = where;
    this.node = node;
    this.problems = problems;
  }

  static Section whole(JsonNode node, String file, Problems problems) {
    if (node.isObject() || node.isMissingNode() || node.isNull()) {
      return new Section(file + ": ", node, problems);
    }
    problems.add(file, "is no recipe: wanted keys with values, found " + shown(node), "");
    return new Section(file + ": ", JsonNodeFactory.instance.objectNode(), problems);
  }

  Section section(String key) {
    Optional<JsonNode> found = value(key);
    if (found.isPresent() && !found.get().isObject()) {
      wrong(key, found.get(), "keys with values");
      found = Optional.empty();
    }
    return new Section(
        where + key + ".", found.orElseGet(JsonNodeFactory.instance::objectNode), problems);
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  String text(String key, String fallback) {
    return value(key)
        .map(v ->
            v.isString() && !v.asString().isBlank()
                ? v.asString()
                : wrong(key, v, "a text", fallback))
        .orElse(fallback);
  }

  boolean truth(String key, boolean fallback) {
    return value(key)
        .map(v -> v.isBoolean() ? v.asBoolean() : wrong(key, v, "true or false", fallback))
        .orElse(fallback);
  }

  int whole(String key, int least, int most, int fallback) {
    return value(key)
        .map(v ->
            v.isIntegralNumber() && v.asDouble() >= least && v.asDouble() <= most
                ? v.asInt()
                : wrong(key, v, "a whole number" + range(least, most), fallback))
        .orElse(fallback);
  }

  long seed(String key, long fallback) {
    return value(key)
        .map(v ->
            v.isIntegralNumber() && v.canConvertToLong()
                ? v.asLong()
                : wrong(key, v, "a whole number", fallback))
        .orElse(fallback);
  }

  double number(String key, double least, double most, double fallback) {
    return value(key)
        .map(v ->
            v.isNumber() && v.asDouble() >= least && v.asDouble() <= most
                ? v.asDouble()
                : wrong(key, v, "a number" + range(least, most), fallback))
        .orElse(fallback);
  }

  @Nullable Double numberOrNone(String key, double least, double most, @Nullable Double fallback) {
    return has(key) ? (Double) number(key, least, most, least) : fallback;
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    return value(key).flatMap(v -> choice(key, v, type)).orElse(fallback);
  }

  <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> fallback) {
    return value(key)
        .map(v -> list(key, v).stream().flatMap(e -> choice(key, e, type).stream()).toList())
        .orElse(fallback);
  }

  List<String> texts(String key, List<String> fallback) {
    return value(key)
        .map(v ->
            list(key, v).stream()
                .flatMap(e -> e.isString() ? Optional.of(e.asString()).stream() : none(key, e))
                .toList())
        .orElse(fallback);
  }

  /// A single text stands for a list of it alone.
  List<String> textOrTexts(String key, List<String> fallback) {
    return value(key)
        .filter(JsonNode::isString)
        .map(v -> List.of(v.asString()))
        .orElseGet(() -> texts(key, fallback));
  }

  /// Says that a value breaks a rule beyond its own type and range.
  void refuse(String key, String what, String fix) {
    problems.add(where + key, what, fix);
  }

  /// Tells the keys that nobody asked for.
  void finish() {
    node.propertyNames().stream()
        .filter(key -> !asked.contains(key))
        .forEach(key -> problems.add(where + key, "is no setting", DidYouMean.hint(key, asked)));
  }

  private Optional<JsonNode> value(String key) {
    asked.add(key);
    return Optional.ofNullable(node.get(key)).filter(v -> !v.isNull());
  }

  private <E extends Enum<E>> Optional<E> choice(String key, JsonNode v, Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(Section::name).collect(Collectors.toList());
    int i = v.isString() ? names.indexOf(v.asString()) : -1;
    if (i < 0) {
      problems.add(
          where + key,
          "is " + shown(v) + ", wanted one of " + String.join(", ", names),
          v.isString()
              ? DidYouMean.closest(v.asString(), names)
                  .map(n -> "Did you mean '" + n + "'?")
                  .orElse("")
              : "");
      return Optional.empty();
    }
    return Optional.of(type.getEnumConstants()[i]);
  }

  /// `BEFORE_REPLY` is written `before-reply`.
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private List<JsonNode> list(String key, JsonNode v) {
    if (!v.isArray()) {
      wrong(key, v, "a list in brackets");
      return List.of();
    }
    var elements = new ArrayList<JsonNode>();
    v.forEach(elements::add);
    return elements;
  }

  private java.util.stream.Stream<String> none(String key, JsonNode v) {
    wrong(key, v, "texts");
    return java.util.stream.Stream.empty();
  }

  private <T> T wrong(String key, JsonNode v, String wanted, T fallback) {
    wrong(key, v, wanted);
    return fallback;
  }

  private void wrong(String key, JsonNode v, String wanted) {
    problems.add(where + key, "is " + shown(v) + ", wanted " + wanted, "");
  }

  private static String shown(JsonNode v) {
    return v.isObject()
        ? "a group of keys"
        : v.isString() ? "the text '" + v.asString() + "'" : v.toString();
  }

  private static String range(double least, double most) {
    if (most == Integer.MAX_VALUE || most == Double.MAX_VALUE) {
      return " of at least " + plain(least);
    }
    return " from " + plain(least) + " to " + plain(most);
  }

  private static String plain(double v) {
    return v == Math.rint(v) ? Long.toString(Math.round(v)) : Double.toString(v);
  }
}
