package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Question;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The nouns of `person` as they stand on disk.
class RecordsTest {
  @TempDir Path folder;

  private static final String EXPERIENCE =
      """
      {"id":"e1","kind":"protective","partner":"today","category":"later-events",\
      "scene":{"form":"one-to-one","time":"1810","place":"Vienna","present":["A user"],"background":"Talk."},\
      "turns":[{"speaker":"A user","action":"speaking","text":"Hello"},\
      {"speaker":"Beethoven","action":"Thinking","text":"Who is it?","memories":["m1"]}],\
      "provenance":{"author":"hand","method":"written","date":"2026-01-01"}}
      """;

  @Test
  void readsAnExperienceWithHyphenedEnumsAndMissingListsEmpty() throws IOException {
    Path file = Files.writeString(folder.resolve("e.jsonl"), EXPERIENCE + "\n");

    Experience e = JsonLines.read(file, Experience.class).getFirst();

    assertThat(e.kind()).isEqualTo(Experience.Kind.PROTECTIVE);
    assertThat(e.scene().form()).isEqualTo(Scene.Form.ONE_TO_ONE);
    assertThat(e.scene().passages()).isEmpty();
    assertThat(e.turns().getFirst().memories()).isEmpty();
    assertThat(e.turns().getLast().action()).isEqualTo(Turn.Action.THINKING);
  }

  @Test
  void writesWhatItReads() throws IOException {
    Path file = Files.writeString(folder.resolve("e.jsonl"), EXPERIENCE);
    List<Experience> read = JsonLines.read(file, Experience.class);

    JsonLines.write(file, read.stream());

    assertThat(JsonLines.read(file, Experience.class)).isEqualTo(read);
    assertThat(Files.readString(file))
        .startsWith("{\"id\":\"e1\",\"kind\":\"protective\"")
        .contains("\"form\":\"one-to-one\"")
        .endsWith("}\n");
  }

  @Test
  void readsACharacterFromYaml() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("character.yaml"),
            """
            id: beethoven
            name: Ludwig van Beethoven
            aliases: [Beethoven, Louis]
            kind: historical
            born: 1770-12-16
            horizon:
              until: 1827-03-26
            language: en
            identity: I am a composer.
            scene: A room.
            """);

    CharacterSheet sheet = Yaml.read(file, CharacterSheet.class);

    assertThat(sheet.kind()).isEqualTo(CharacterSheet.Kind.HISTORICAL);
    assertThat(sheet.born()).contains(LocalDate.of(1770, 12, 16));
    assertThat(sheet.died()).isEmpty();
    assertThat(sheet.horizon().until()).contains(LocalDate.of(1827, 3, 26));
    assertThat(sheet.isNamed("Louis")).isTrue();
    assertThat(Yaml.read(file).path("horizon").path("until").asString()).isEqualTo("1827-03-26");
  }

  @Test
  void readsQuestionsAndMemories() throws IOException {
    Path known =
        Files.writeString(
            folder.resolve("k.jsonl"),
            """
            {"id":"k1","text":"Your father?","memory":"m1","expect":[["Johann"],["tenor","singer"]],"told":true}
            """);
    Path memories =
        Files.writeString(
            folder.resolve("m.jsonl"),
            "{\"id\":\"m1\",\"text\":\"I\",\"passage\":\"p\",\"time\":\"1780\",\"weight\":\"core\"}");

    assertThat(JsonLines.read(known, Question.Known.class).getFirst().expect())
        .containsExactly(List.of("Johann"), List.of("tenor", "singer"));
    assertThat(JsonLines.read(memories, Memory.class).getFirst().weight())
        .isEqualTo(Memory.Weight.CORE);
  }

  @Test
  void tellsEveryBadLineWithItsNumberAndField() throws IOException {
    String good =
        "{\"id\":\"m\",\"text\":\"t\",\"passage\":\"p\",\"time\":\"1\",\"weight\":\"told\"}";
    Path file =
        Files.writeString(
            folder.resolve("m.jsonl"),
            String.join(
                "\n",
                good,
                "{\"id\":\"m\",",
                "",
                good.replace("\"told\"", "\"often\""),
                good.replace("\"text\":\"t\",", ""),
                good.replace("\"time\"", "\"tmie\":\"1\",\"time\""),
                good + " {}",
                "null"));

    assertThatThrownBy(() -> JsonLines.read(file, Memory.class))
        .isInstanceOf(UserException.class)
        .asInstanceOf(type(UserException.class))
        .satisfies(e -> {
          assertThat(e.problems()).hasSize(6);
          assertThat(e.problems())
              .extracting(p -> p.where().replaceFirst(".*:", ""))
              .containsExactly("2", "4", "5", "6", "7", "8");
          assertThat(e.problems().get(1).what())
              .startsWith("field \"weight\": \"often\" is none of [")
              .contains("untold");
          assertThat(e.problems().get(2).what()).isEqualTo("field \"text\": is missing");
          assertThat(e.problems().get(3).what()).isEqualTo("field \"tmie\": is not known here");
        });
    var problems = new Problems();
    assertThat(JsonLines.read(file, Memory.class, problems)).hasSize(1);
    assertThat(problems.all()).hasSize(6);
  }

  @Test
  void namesTheLineThatIsNoUtf8() throws IOException {
    Path file = folder.resolve("m.jsonl");
    Files.write(file, new byte[] {'{', '}', '\n', '\n', 'B', 'o', 'n', (byte) 0xFC, '\n'});

    assertThatThrownBy(() -> JsonLines.read(file, Memory.class))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("m.jsonl:3: is not UTF-8 text");
    assertThatThrownBy(() -> Yaml.read(file)).hasMessageContaining("m.jsonl:3: is not UTF-8 text");
  }

  @Test
  void nothingButNullIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("run.json"), "null\n");

    assertThatThrownBy(() -> Json.read(file, Memory.class))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds nothing but null");
  }

  @Test
  void appendsEvenAfterALineCutShort() throws IOException {
    Path file = folder.resolve("deep/metrics.jsonl");
    JsonLines.append(file, new Turn("a", Turn.Action.SPEAKING, "one", List.of()));
    Files.writeString(file, Files.readString(file) + "{\"speaker\":");
    JsonLines.append(file, new Turn("a", Turn.Action.ACTING, "two", List.of()));

    var problems = new Problems();
    assertThat(JsonLines.read(file, Turn.class, problems))
        .extracting(Turn::text)
        .containsExactly("one", "two");
    assertThat(problems.all()).hasSize(1);
  }

  @Test
  void aFailedStreamLeavesTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("old.jsonl"), "{}\n");

    assertThatThrownBy(() -> JsonLines.write(file, Stream.of(1, 0).map(n -> 1 / n)))
        .isInstanceOf(ArithmeticException.class);

    assertThat(file).hasContent("{}\n");
  }
}
