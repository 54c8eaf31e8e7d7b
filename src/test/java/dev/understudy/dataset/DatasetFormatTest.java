package dev.understudy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.person.Ada;
import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.store.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What each format carries out and brings back.
class DatasetFormatTest {
  private static final Columns WHOLE = new Columns(true, false);

  @TempDir Path folder;

  private byte[] written(DatasetFormat format, Columns columns, Sample... samples)
      throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(format.write(Stream.of(samples), out, Ada.SHEET, columns)).isEqualTo(samples.length);
    return out.toByteArray();
  }

  private List<Experience> read(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("some file"), file);
    var read = new ArrayList<Experience>();
    var report =
        Scenes.reader("auto")
            .read(
                path,
                e -> {
                  read.add(e);
                  return DatasetReader.Outcome.TAKEN;
                },
                done -> assertThat(done).isBetween(0L, (long) file.length));
    assertThat(report.reasons()).isEmpty();
    assertThat(report.taken()).isEqualTo(read.size());
    return read;
  }

  private JsonNode line(DatasetFormat format, Columns columns) throws IOException {
    String text = new String(written(format, columns, Scenes.SAMPLE), StandardCharsets.UTF_8);
    return Json.mapper().readTree(text);
  }

  @ParameterizedTest
  @EnumSource(DatasetFormat.class)
  void withTheRecordNothingIsLost(DatasetFormat format) throws IOException {
    Experience other =
        new Experience(
            "e002",
            Scenes.TALK.kind(),
            Scenes.TALK.partner(),
            "x",
            Scenes.TALK.scene(),
            Scenes.TALK.turns(),
            Scenes.TALK.provenance());
    byte[] file = written(format, WHOLE, Scenes.SAMPLE, new Sample(other, Scenes.TOLD));
    assertThat(read(file)).containsExactly(Scenes.TALK, other);
  }

  @ParameterizedTest
  @EnumSource(DatasetFormat.class)
  void noScenesAreAnEmptyFileOfItsKind(DatasetFormat format) throws IOException {
    assertThat(read(written(format, WHOLE))).isEmpty();
  }

  @Test
  void messagesArePlainUnlessMoreIsAskedFor() throws IOException {
    JsonNode line = line(DatasetFormat.MESSAGES, Columns.PLAIN);
    assertThat(line.propertyNames()).containsExactly("messages");
    assertThat(line.at("/messages/2").toString())
        .isEqualTo(
            "{\"role\":\"assistant\",\"content\":\"(remembering) My aunt Jean.\\n(thinking) He is kind.\\nJean: she did, \\\"by the lamp\\\".\"}");
    JsonNode whole = line(DatasetFormat.MESSAGES, WHOLE);
    assertThat(whole.propertyNames())
        .containsExactly("id", "kind", "category", "messages", "record");
    assertThat(whole.path("kind").asString()).isEqualTo("protective");
  }

  @Test
  void marksTellWhatIsLearntWithBothEndsCountedIn() throws IOException {
    JsonNode line = line(DatasetFormat.MESSAGES, new Columns(false, true));
    assertThat(line.at("/messages/1/train_detail").toString())
        .isEqualTo("[{\"begin_offset\":0,\"end_offset\":14,\"train\":false}]");
    int length = line.at("/messages/2/content").asString().length();
    assertThat(line.at("/messages/2/train_detail").toString())
        .isEqualTo(
            "[{\"begin_offset\":0,\"end_offset\":27,\"train\":false},{\"begin_offset\":28,\"end_offset\":%d,\"train\":true}]"
                .formatted(length - 1));
    assertThat(line.at("/messages/4/train_detail/0/train").asBoolean()).isTrue();
  }

  @Test
  void shareGptNamesRolesItsOwnWay() throws IOException {
    JsonNode turns = line(DatasetFormat.SHAREGPT, Columns.PLAIN).path("conversations");
    assertThat(turns.findValuesAsString("from"))
        .containsExactly("system", "human", "gpt", "human", "gpt");
    assertThat(turns.at("/3/value").asString()).isEqualTo("(acting) He sits.");
  }

  @Test
  void promptedIsAPromptAndOneText() throws IOException {
    JsonNode line = line(DatasetFormat.PROMPTED, Columns.PLAIN);
    assertThat(line.path("prompt").asString())
        .startsWith("Play Ada Fairbairn.")
        .contains("\n\nLocation: Leith, your shop, 1861, May\nStatus: It rains.\n\n");
    assertThat(line.path("output").asString())
        .isEqualTo(
            """
            Tom Rae (speaking): Who taught you?<|eot|>
            Ada Fairbairn (thinking): He is kind.<|eot|>
            Ada Fairbairn (speaking): Jean: she did, "by the lamp".<|eot|>
            Tom Rae (acting): He sits.<|eot|>
            Ada Fairbairn (speaking): Now I read.
            And mend. ⏰<|eot|>\
            """);
    assertThat(line.path("source").asString()).isEqualTo("e001");
  }

  @Test
  void generatedIsAList() throws IOException {
    JsonNode list = line(DatasetFormat.GENERATED, Columns.PLAIN);
    assertThat(list.size()).isOne();
    assertThat(list.at("/0/setting/0").asString()).isEqualTo("It rains.");
    assertThat(list.at("/0/location").asString()).isEqualTo("Leith, her shop, 1861, May");
    assertThat(list.at("/0/dialogue/1").toString())
        .isEqualTo(
            "{\"role\":\"Ada Fairbairn\",\"action\":\"(thinking)\",\"content\":\"He is kind.\"}");
  }

  /// What the table in docs/formats.md says.
  @ParameterizedTest
  @EnumSource(
      value = DatasetFormat.class,
      names = {"PROMPTED", "GENERATED"})
  void characterLlmFilesKeepEveryTurnAndItsSpeaker(DatasetFormat format) throws IOException {
    Experience back = read(written(format, Columns.PLAIN, Scenes.SAMPLE)).getFirst();
    assertThat(back.turns().stream().map(Turn::text).toList())
        .isEqualTo(Scenes.TALK.turns().stream().map(Turn::text).toList());
    assertThat(back.turns().stream().map(Turn::speaker).toList())
        .isEqualTo(Scenes.TALK.turns().stream().map(Turn::speaker).toList());
    assertThat(back.turns().stream().map(Turn::action).toList())
        .isEqualTo(Scenes.TALK.turns().stream().map(Turn::action).toList());
    assertThat(back.scene().background()).isEqualTo("It rains.");
    assertThat(back.scene().present()).containsExactly("Tom Rae");
    assertThat(back.kind()).isEqualTo(Experience.Kind.EXPERIENCE);
  }

  @ParameterizedTest
  @EnumSource(
      value = DatasetFormat.class,
      names = {"MESSAGES", "SHAREGPT"})
  void chatFormatsKeepSceneAndTurnsButNotMemories(DatasetFormat format) throws IOException {
    Experience back = read(written(format, Columns.PLAIN, Scenes.SAMPLE)).getFirst();
    assertThat(back.scene())
        .isEqualTo(
            new Scene(
                Scene.Form.ONE_TO_ONE,
                "1861, May",
                "Leith, your shop",
                List.of("Tom Rae"),
                "It rains.",
                List.of()));
    assertThat(back.turns())
        .isEqualTo(
            Scenes.TALK.turns().stream()
                .map(t -> new Turn(t.speaker(), t.action(), t.text(), List.of()))
                .toList());
    assertThat(back.id()).matches("i[0-9a-f]{16}");
    assertThat(back.provenance().method())
        .matches("import of some file, line 1, sha256 [0-9a-f]{64}");
    assertThat(back.provenance().date()).isEqualTo("2026-11-25");
  }

  @Test
  void manyScenesMakeManyRowGroups() throws IOException {
    String text = "A long talk. ".repeat(4000);
    Sample[] samples =
        IntStream.range(0, 700)
            .mapToObj(i -> new Sample(numbered(i, text + i), Scenes.TOLD))
            .toArray(Sample[]::new);
    byte[] file = written(DatasetFormat.PARQUET, WHOLE, samples);
    assertThat(read(file).stream().map(Experience::id).toList())
        .isEqualTo(Stream.of(samples).map(s -> s.experience().id()).toList());
  }

  private static Experience numbered(int i, String text) {
    return new Experience(
        "e" + i,
        Scenes.TALK.kind(),
        Scenes.TALK.partner(),
        "x",
        Scenes.TALK.scene(),
        List.of(new Turn(Ada.HERO, Turn.Action.SPEAKING, text, List.of())),
        Scenes.TALK.provenance());
  }
}
