package dev.understudy.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.JacksonYAMLParseException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// One way of reading and writing records, for JSON and YAML alike: enums in lower case with
/// hyphens, missing lists empty, missing `Optional`s empty, every other field demanded, unknown
/// fields refused.
final class Mappers {
  static final JsonMapper JSON = strict(JsonMapper.builder()).build();
  static final YAMLMapper YAML =
      strict(YAMLMapper.builder()).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern YAML_LINE = Pattern.compile("(?m)^ in reader, line (\\d+),");

  private Mappers() {}

  private static <B extends MapperBuilder<?, B>> B strict(B builder) {
    for (Class<?> collection : List.of(List.class, Set.class, Map.class)) {
      builder.withConfigOverride(
          collection, o -> o.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
    }
    return builder
        .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_ABSENT));
  }

  /// The first line of Jackson's message, without the source it quotes, led by the field it is
  /// about.
  static String what(JacksonException e) {
    String field = field(e);
    return (field.isEmpty() ? "" : "field \"" + field + "\": ") + plain(reason(e));
  }

  /// Of bad YAML the message tells what was being read and then what is wrong with it, each
  /// followed by its place, indented.
  private static String reason(JacksonException e) {
    String message = Objects.requireNonNullElse(e.getOriginalMessage(), "");
    return e instanceof JacksonYAMLParseException
        ? message
            .lines()
            .filter(l -> !l.isBlank() && !Character.isWhitespace(l.charAt(0)))
            .collect(Collectors.joining(": "))
        : message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  /// Of bad YAML Jackson tells the line of what it read last; the message names the one that is
  /// wrong.
  private static int line(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    int read = at == null ? 0 : at.getLineNr();
    return e instanceof JacksonYAMLParseException
        ? YAML_LINE
            .matcher(Objects.requireNonNullElse(e.getOriginalMessage(), ""))
            .results()
            .map(found -> Integer.parseInt(found.group(1)))
            .reduce(read, (_, last) -> last)
        : read;
  }

  /// What was read, unless it is `null`, which Jackson takes for a value of any type.
  static <T> T whole(Path file, @Nullable T read) {
    if (read == null) {
      throw new UserException(file.toString(), "holds nothing but null", "");
    }
    return read;
  }

  static UserException refused(Path file, JacksonException e) {
    int line = line(e);
    return new UserException(file + (line < 1 ? "" : ":" + line), what(e), "", e);
  }

  private static String field(JacksonException e) {
    return e.getPath().stream()
        .map(r -> r.getPropertyName() == null ? "[" + r.getIndex() + "]" : r.getPropertyName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  /// Jackson names classes and features; a reader of the message has the file only.
  private static String plain(String message) {
    return message
        .replaceFirst("^No content to map due to end-of-input.*", "is empty")
        .replaceFirst(" \\(start marker at \\[Source:.*\\]\\)", "")
        .replaceFirst("^Null value for creator property '.*", "is missing")
        .replaceFirst("^Cannot map `null` into type .*", "is missing")
        .replaceFirst("^Unrecognized property \"([^\"]*)\".*", "is not known here")
        .replaceFirst(
            "^Cannot deserialize value of type `[^`]*\\.([\\w$]+)` from String (\"[^\"]*\"): not one of the values accepted for Enum class: (.*)$",
            "$2 is none of $3");
  }
}
