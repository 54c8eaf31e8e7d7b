package dev.understudy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.dataset.DatasetReader.FileReport;
import dev.understudy.dataset.DatasetReader.Outcome;
import dev.understudy.dataset.DatasetReader.Refusal;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Files of others: what becomes of their quirks, and of what can't be taken.
class ImportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/parquet");

  @TempDir Path folder;
  private final List<Experience> read = new ArrayList<>();

  private FileReport read(String format, Path file) {
    read.clear();
    return Scenes.reader(format)
        .read(
            file,
            e -> {
              read.add(e);
              return Outcome.TAKEN;
            },
            _ -> {});
  }

  private FileReport read(String... lines) throws IOException {
    return read("auto", Files.writeString(folder.resolve("f.jsonl"), String.join("\n", lines)));
  }

  private Experience one(String line) throws IOException {
    assertThat(read(line).reasons()).isEmpty();
    assertThat(read).hasSize(1);
    return read.getFirst();
  }

  private static String chat(String... contents) {
    var text = new StringBuilder();
    for (int i = 0; i < contents.length; i++) {
      String role = i == 0 ? "system" : i % 2 == 1 ? "user" : "assistant";
      text.append(i == 0 ? "" : ",")
          .append("{\"role\":\"%s\",\"content\":%s}".formatted(role, Json.line(contents[i])));
    }
    return "{\"messages\":[" + text + "]}";
  }

  private static List<String> texts(Experience e) {
    return e.turns().stream()
        .map(t -> t.speaker() + "|" + t.action() + "|" + t.text())
        .toList();
  }

  @Test
  void aSystemTextBecomesTheBackground() throws IOException {
    Experience e = one(chat("You are Ada. Talk shop.", "Who are you?", "A clockmaker."));
    assertThat(e.scene().background()).isEqualTo("Talk shop.");
    assertThat(e.scene().time()).isEmpty();
    assertThat(e.scene().present()).containsExactly("A visitor");
    assertThat(texts(e))
        .containsExactly(
            "A visitor|SPEAKING|Who are you?", "Ada Fairbairn|SPEAKING|A clockmaker.");
    assertThat(e.kind()).isEqualTo(Kind.EXPERIENCE);
  }

  @Test
  void namesBeforeTheWordsTellWhoSpeaks() throws IOException {
    Experience e =
        one(
            chat(
                "",
                "Tom Rae: Who?\nJean: And when?\nNote: at noon",
                "Ada: I, and now.",
                "Jean: (acting) She nods.",
                "ADA FAIRBAIRN: Good."));
    assertThat(texts(e))
        .containsExactly(
            "Tom Rae|SPEAKING|Who?\nJean: And when?\nNote: at noon",
            "Ada Fairbairn|SPEAKING|I, and now.",
            "Jean|ACTING|She nods.",
            "Ada Fairbairn|SPEAKING|ADA FAIRBAIRN: Good.");
  }
}
