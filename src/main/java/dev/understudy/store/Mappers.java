package dev.understudy.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import tools.jackson.dataformat.yaml.YAMLMapper;

/// One way of reading and writing records, for JSON and YAML alike: enums in lower case with
/// hyphens, missing lists empty, missing `Optional`s empty, every other field demanded, unknown
/// fields refused.
final class Mappers {
  static final JsonMapper JSON = strict(JsonMapper.builder()).build();
  static final YAMLMapper YAML =
      strict(YAMLMapper.builder()).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

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
    String message = e.getOriginalMessage();
    String first =
        message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    String field = field(e);
    return (field.isEmpty() ? "" : "field \"" + field + "\": ") + plain(first);
  }

  /// What was read, unless it is `null`, which Jackson takes for a value of any type.
  static <T> T whole(Path file, @Nullable T read) {
    if (read == null) {
      throw new UserException(file.toString(), "holds nothing but null", "");
    }
    return read;
  }

  static UserException refused(Path file, JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String line = at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr();
    return new UserException(file + line, what(e), "", e);
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
        .replaceFirst("^Null value for creator property '.*", "is missing")
        .replaceFirst("^Cannot map `null` into type .*", "is missing")
        .replaceFirst("^Unrecognized property \"([^\"]*)\".*", "is not known here")
        .replaceFirst(
            "^Cannot deserialize value of type `[^`]*\\.([\\w$]+)` from String (\"[^\"]*\"): not one of the values accepted for Enum class: (.*)$",
            "$2 is none of $3");
  }
}
