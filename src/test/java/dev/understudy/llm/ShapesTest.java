package dev.understudy.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.Shape.Choice;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shape.Fields;
import dev.understudy.llm.Shape.Items;
import dev.understudy.llm.Shape.Text;
import dev.understudy.llm.Shape.Truth;
import dev.understudy.llm.Shape.Whole;
import dev.understudy.store.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {
  private static final Shape SCENES =
      Fields.of(
          "",
          new Field(
              "scenes",
              new Items(
                  "one or two",
                  Fields.of(
                      "",
                      new Field("form", new Choice("", List.of("speech", "lesson"))),
                      new Field("age", new Whole("in years", 3, 90)),
                      new Field("alone", new Truth("")),
                      new Field("place", new Text("where", 12))),
                  1,
                  2)));

  private static final String GOOD =
      "{\"scenes\": [{\"form\": \"speech\", \"age\": 40, \"alone\": false, \"place\": \"Leith\"}]}";

  @Test
  void theSchemaDemandsEveryFieldAndNoOther() {
    assertThat(Shapes.schema(SCENES))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    """
                    {"type": "object", "properties": {"scenes": {"type": "array", "minItems": 1, "maxItems": 2,
                      "items": {"type": "object", "properties": {
                        "form": {"type": "string", "enum": ["speech", "lesson"]},
                        "age": {"type": "integer", "minimum": 3, "maximum": 90, "description": "in years"},
                        "alone": {"type": "boolean"},
                        "place": {"type": "string", "maxLength": 12, "description": "where"}},
                        "required": ["form", "age", "alone", "place"], "additionalProperties": false},
                      "description": "one or two"}},
                     "required": ["scenes"], "additionalProperties": false}
                    """));
  }

  @Test
  void theSketchShowsEveryFieldAndChoice() {
    assertThat(Shapes.describe(SCENES))
        .contains("\"scenes\"", "\"speech\" or \"lesson\"", "from 3 to 90: in years", "where");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%s",
        "```json%n%s%n```",
        "Here is what you asked for:%n%s%nI hope it helps.",
      })
  void aReplyThatFitsIsReadWhateverStandsAroundIt(String around) {
    assertThat(Shapes.read(SCENES, around.formatted(GOOD)))
        .isEqualTo(new Shaped.Fits(Json.mapper().readTree(GOOD)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"speech\"   | \"sermon\"      | scenes[0].form: wanted one of speech, lesson, found \"sermon\"",
        "40           | 91              | scenes[0].age: wanted a whole number from 3 to 90, found 91",
        "40           | 40.5            | scenes[0].age: wanted a whole number from 3 to 90, found 40.5",
        "40           | 99999999999     | scenes[0].age: wanted a whole number from 3 to 90, found 99999999999",
        "false        | \"no\"          | scenes[0].alone: wanted true or false, found \"no\"",
        "\"Leith\"    | \" \"           | scenes[0].place: is empty",
        "\"Leith\"    | \"Leith, by the sea\" | scenes[0].place: has 17 characters, at most 12 are wanted",
        "\"Leith\"    | null            | scenes[0].place: wanted a text, found null",
        "\"alone\": false, | ``         | scenes[0].alone: is missing",
        "\"age\": 40  | \"age\": 40, \"mood\": 1 | scenes[0]: has an unknown field mood",
      })
  void whatDoesNotFitIsToldWithItsPlace(String found, String put, String reason) {
    assertThat(Shapes.read(SCENES, GOOD.replace(found, put)))
        .isEqualTo(new Shaped.Misfit(List.of(reason)));
  }

  @Test
  void bothBoundsOfAListAreKept() {
    String one = GOOD.substring(GOOD.indexOf("[") + 1, GOOD.indexOf("]"));

    assertThat(Shapes.read(SCENES, "{\"scenes\": []}"))
        .isEqualTo(new Shaped.Misfit(List.of("scenes: has 0 items, wanted 1 to 2")));
    assertThat(Shapes.read(SCENES, "{\"scenes\": [" + String.join(",", one, one, one) + "]}"))
        .isEqualTo(new Shaped.Misfit(List.of("scenes: has 3 items, wanted 1 to 2")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                       | no JSON in the reply",
        "I'm sorry, I can't.      | broken JSON",
        "{\"scenes\": [{\"form\": | broken JSON",
        "[1]                      | the reply: wanted an object, found [1]",
        "{}                       | scenes: is missing",
      })
  void aReplyThatIsNoneIsToldAsSuch(String reply, String reason) {
    assertThat(Shapes.read(SCENES, reply))
        .isInstanceOfSatisfying(
            Shaped.Misfit.class,
            misfit -> assertThat(misfit.reasons()).singleElement().asString().startsWith(reason));
  }

  @Test
  void itemsAreReadEachByItself() {
    Shape item = Fields.of("", new Field("place", new Text("where", 12)));
    String good = "{\"place\": \"Leith\"}";

    for (String reply :
        List.of("Sure! ```json\n{\"scenes\": [7, " + good + "]}\n```", "[7, " + good + "]")) {
      List<Shaped> read = Shapes.readEach(item, reply);
      assertThat(read).hasSize(2);
      assertThat(read.getFirst()).isInstanceOf(Shaped.Misfit.class);
      assertThat(read.getLast()).isInstanceOf(Shaped.Fits.class);
    }
    assertThat(Shapes.readEach(item, good)).singleElement().isInstanceOf(Shaped.Fits.class);
    assertThat(Shapes.readEach(item, "no")).singleElement().isInstanceOf(Shaped.Misfit.class);
    assertThat(Shapes.readEach(item, "[{\"place\": "))
        .singleElement()
        .isInstanceOf(Shaped.Misfit.class);
    assertThat(Shapes.readEach(item, "[]")).isEmpty();
  }

  @Test
  void aListThatIsAFieldOfTheItemIsNoListOfItems() {
    Shape item = Fields.of("", new Field("names", new Items("", new Text("", 9), 0, 2)));

    assertThat(Shapes.readEach(item, "{\"names\": [\"Tam\"]}"))
        .singleElement()
        .isInstanceOf(Shaped.Fits.class);
  }
}
