package dev.understudy.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TemplateTest {
  @Test
  void rendersAsTheReferenceDoes() throws IOException {
    JsonNode golden = golden("templates.json");
    Map<String, Object> values = new LinkedHashMap<>();
    golden.path("values").properties().forEach(e -> values.put(e.getKey(), plain(e.getValue())));
    assertThat(golden.path("cases").size()).isGreaterThan(70);
    SoftAssertions all = new SoftAssertions();
    for (JsonNode c : golden.path("cases")) {
      String source = c.path("template").stringValue();
      all.assertThatCode(() ->
              assertThat(Template.parse(source).render(values))
                  .isEqualTo(c.path("text").stringValue()))
          .as(source)
          .doesNotThrowAnyException();
    }
    all.assertAll();
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in = TemplateTest.class.getResourceAsStream("/golden/" + name)) {
      return Json.mapper().readTree(Objects.requireNonNull(in));
    }
  }

  @Test
  void rendersEveryFamilysConversationsAsTransformersDoes() throws IOException {
    JsonNode golden = golden("chats.json");
    assertThat(golden.path("families").size()).isGreaterThan(9);
    assertThat(golden.path("cases").size()).isGreaterThan(80);
    SoftAssertions all = new SoftAssertions();
    for (JsonNode c : golden.path("cases")) {
      JsonNode family = golden.path("families").path(c.path("family").stringValue());
      all.assertThat(outcome(family, c))
          .as("%s: %s", c.path("family").stringValue(), c.path("messages"))
          .isEqualTo(c.has("error") ? c.path("error").stringValue() : c.path("text").stringValue());
    }
    all.assertAll();
  }

  /// The text, or why it was refused.
  private static String outcome(JsonNode family, JsonNode c) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("messages", plain(c.path("messages")));
    values.put("add_generation_prompt", c.path("add_generation_prompt").booleanValue());
    values.put("bos_token", family.path("beginning").stringValue());
    values.put("eos_token", family.path("end").stringValue());
    if (c.has("tools")) {
      values.put("tools", plain(c.path("tools")));
    }
    try {
      return Template.parse(family.path("template").stringValue()).render(values);
    } catch (TemplateException e) {
      return e.reason();
    }
  }

  private static Object plain(JsonNode node) {
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    if (node.isNull()) {
      return Nothing.NONE;
    }
    return node.isBoolean()
        ? (Object) node.booleanValue()
        : node.isIntegralNumber()
            ? (Object) node.longValue()
            : node.isNumber() ? (Object) node.doubleValue() : node.stringValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{% include 'x' %}            | line 1: uses {% include %}, which is not supported",
        "{{ x ; y }}                  | \";\" is not understood",
        "{{ 'x                        | is never closed",
        "{% if x %}                   | {% ",
        "{% endif %}                  | uses {% endif %}",
        "{{ x }                       | \"{{\" is never closed",
        "{{ x.y( }}                   | is never closed",
        "{{ 1 + }}                    | should, in: 1 +",
        "{{ a b }}                    | \"b\" stands where the end should",
        "{{ a.__class__.__mro__() }}  | a is used and not defined",
        "{{ 'a'.format(1) }}          | calls format() of a text",
        "{{ 'a' is callable }}        | uses the check \"is callable\"",
        "{{ raise_exception('no!') }} | no!",
        "{{ nope.x }}                 | nope is used and not defined",
        "{{ nope() }}                 | calls nope, which is not defined",
        "{{ 'a' + 1 }}                | reckons a text + a number",
        "{{ 9223372036854775807 + 1 }} | reckons",
        "{{ 92233720368547758070 }}   | is not a number",
        "{{ 1 // 0 }}                 | reckons 1 // 0",
        "{{ range(1000000000) }}      | counts further",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %} | does not come to an end",
        "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }} | nests too deep",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %} | makes a text",
        "{% set n = namespace(x='xx') %}{% for i in range(9) %}{% set n.x = n.x.replace('x', n.x) %}{% endfor %} | makes a text",
        "{{ strftime_now('%U') }}     | asks for the day by %U",
        "`{{ [1] | tojson(sort_keys=true) }}` | uses the filter tojson with sort_keys",
        "{% set a.b = 1 %}            | a is not a namespace",
        "{% set a, b = [1] %}         | 1 values for a, b",
        "{{ [1] }}                    | writes a list or a map as text"
      })
  void refusesWithTheReason(String source, String reason) {
    assertThatThrownBy(() -> Template.parse(source).render(Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesEndlessNesting() {
    for (String deep : List.of("(".repeat(100_000), "not ".repeat(100_000), "[".repeat(100_000))) {
      assertThatThrownBy(() -> Template.parse("{{ " + deep + " }}"))
          .isInstanceOf(TemplateException.class);
    }
    assertThatThrownBy(() -> Template.parse("{% if x %}".repeat(100_000)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nests deeper");
  }

  @Test
  void namesTheLine() {
    assertThatThrownBy(() -> Template.parse("a\n{% if x %}\n{{ ? }}\n{% endif %}"))
        .hasMessageStartingWith("line 3: ");
  }

  @Test
  void contentsAreNeverTemplates() {
    Template template = Template.parse("{{ content }}");
    assertThat(template.render(Map.of("content", "{{ 7 * 7 }}{% for %}")))
        .isEqualTo("{{ 7 * 7 }}{% for %}");
  }
}
