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
    return e.turns().stream().map(t -> t.speaker() + "|" + t.action() + "|" + t.text()).toList();
  }

  @Test
  void aSystemTextBecomesTheBackground() throws IOException {
    Experience e = one(chat("You are Ada. Talk shop.", "Who are you?", "A clockmaker."));
    assertThat(e.scene().background()).isEqualTo("Talk shop.");
    assertThat(e.scene().time()).isEmpty();
    assertThat(e.scene().present()).containsExactly("A visitor");
    assertThat(texts(e))
        .containsExactly("A visitor|SPEAKING|Who are you?", "Ada Fairbairn|SPEAKING|A clockmaker.");
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
            "Tom Rae|SPEAKING|Who?",
            "Jean|SPEAKING|And when?\nNote: at noon",
            "Ada Fairbairn|SPEAKING|I, and now.",
            "Jean|ACTING|She nods.",
            "Ada Fairbairn|SPEAKING|Good.");
    assertThat(e.scene().present()).containsExactly("Tom Rae", "Jean");
    assertThat(e.scene().form()).isEqualTo(Scene.Form.COMPANY);
  }

  @Test
  void aColonAloneMakesNoName() throws IOException {
    assertThat(texts(one(chat("", "Question: why?", "Because: so."))))
        .containsExactly(
            "A visitor|SPEAKING|Question: why?", "Ada Fairbairn|SPEAKING|Because: so.");
    assertThat(texts(one(chat("", "Tom Rae: a", "b", "no name here", "c"))))
        .startsWith("A visitor|SPEAKING|Tom Rae: a");
  }

  @Test
  void thoughtsAndDoingsAreTakenApartAndWhatHeRememberedIsNotHis() throws IOException {
    Experience e =
        one(
            chat(
                "",
                "Hello?",
                "(remembering) My aunt Jean.\n(thinking) Who is it?\n(acting) She turns.\nYes?\nCome in."));
    assertThat(texts(e).subList(1, 4))
        .containsExactly(
            "Ada Fairbairn|THINKING|Who is it?",
            "Ada Fairbairn|ACTING|She turns.",
            "Ada Fairbairn|SPEAKING|Yes?\nCome in.");
  }

  @Test
  void theSameTalkHasTheSameIdWhereverItStands() throws IOException {
    String talk = chat("", "Who?", "Ada.");
    String id = one(talk).id();
    read(chat("", "Who?", "Not Ada."), talk);
    assertThat(read.get(1).id()).isEqualTo(id);
    assertThat(read.get(0).id()).isNotEqualTo(id);
  }

  @Test
  void whatCannotBeTakenIsToldWithItsLineAndTheRestGoesOn() throws IOException {
    FileReport report =
        read(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"},{\"role\":\"assistant\",\"content\":\"c\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"tool\",\"content\":\"b\"}]}",
            "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":[]}]}",
            "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"weight\":0}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"alone\"}]}",
            "{\"messages\":[]}",
            "{\"messages\":7}",
            "{\"messages\":[{\"role\":\"assistant\",\"content\":\" \"}]}",
            "{\"text\":\"a\"}",
            "{\"messages\":",
            "[1]",
            "",
            chat("", "Who?", "Ada."),
            "{\"record\":\"{}\"}",
            "{\"kind\":\"odd\",\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]}",
            "{\"conversations\":[{\"from\":\"function_call\",\"value\":\"f\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"in parts\"}]},{\"role\":\"model\",\"content\":\"a\"}]}");
    assertThat(report.taken()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(15);
    assertThat(report.reasons().stream().map(r -> r.where() + ": " + r.reason()).toList())
        .containsExactly(
            "line 1: has a system message that is not its first; only one can be kept",
            "line 2: message 2 is from 'tool'",
            "line 3: message 1 calls a tool, which no character does",
            "line 4: message 1 has weight 0, and all of his turns are learnt",
            "line 5: message 1 has more than text",
            "line 6: Ada Fairbairn has no turn; those who speak are: A visitor",
            "line 7: says nothing",
            "line 8: its messages are no list",
            "line 9: message 1 is empty",
            "line 10: is not of the format auto: it has text",
            report.reasons().get(10).where() + ": " + report.reasons().get(10).reason(),
            "line 12: is no JSON record in {}",
            "line 15: is no experience: field \"id\": is missing",
            "line 16: its kind is none of ours: odd",
            "line 17: message 1 is from 'function_call'");
    assertThat(report.reasons().get(10).reason()).startsWith("is not JSON: ");
  }

  @Test
  void aFormatThatIsAskedForIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), chat("", "Who?", "Ada."));
    assertThat(read("messages", file).taken()).isOne();
    assertThat(read("sharegpt", file).reasons())
        .containsExactly(new Refusal("line 1", "is not of the format sharegpt: it has messages"));
    assertThatThrownBy(() -> Scenes.reader("mesages"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Did you mean 'messages'?");
  }

  @Test
  void publicPromptedFilesWithTheirQuirks() throws IOException {
    String output =
        "Tom Rae (speaking): Who taught you?\nAnd when?<|eot|>\n\n"
            + "**Ada** (thinking): He is kind: very.<|eot|>\n"
            + "Ada Fairbairn (whispering): My aunt (Jean) did.\n\nBy the lamp.<|eot|>"
            + "He laughs.<|eot|>\nTom Rae (speaking): And now?\n"
            + "Ada (speaking): I mend clocks.";
    String line =
        Json.line(
            java.util.Map.of(
                "prompt",
                "Some order.\n\nLocation: Leith - a shop\nStatus: It rains.\nAnd it is cold.\n\nWhat follows:",
                "output",
                output,
                "source",
                "seed_dialogue_1"));
    Experience e = one(line);
    assertThat(texts(e))
        .containsExactly(
            "Tom Rae|SPEAKING|Who taught you?\nAnd when?",
            "Ada Fairbairn|THINKING|He is kind: very.",
            "Ada Fairbairn|SPEAKING|(whispering) My aunt (Jean) did.\n\nBy the lamp.\nHe laughs.",
            "Tom Rae|SPEAKING|And now?",
            "Ada Fairbairn|SPEAKING|I mend clocks.");
    assertThat(e.scene().place()).isEqualTo("Leith - a shop");
    assertThat(e.scene().background()).isEqualTo("It rains.\nAnd it is cold.");
    assertThat(e.scene().present()).containsExactly("Tom Rae");
  }

  @Test
  void publicGeneratedFilesWithTheirQuirks() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("g.json"),
            """
            [
              {"setting": ["It rains.", "It is cold."], "location": "Leith",
               "dialogue": [
                 {"role": "Tom Rae", "action": "(speaking)", "content": " Who? "},
                 {"role": "ada", "action": "(thinking)", "content": "Hm."},
                 {"role": "Ada", "action": "", "content": "I."}],
               "source": "seed_dialogue_2"},
              {"dialogue": [{"role": "Tom Rae", "action": "(thinking)", "content": "Hm."}]},
              {"dialogue": [{"role": "Tom Rae", "content": 7}]},
              3
            ]
            """);
    FileReport report = read("character-llm", file);
    assertThat(report.reasons())
        .containsExactly(
            new Refusal("record 2 (line 8)", "Tom Rae thinks, and only Ada Fairbairn may"),
            new Refusal("record 3 (line 9)", "its content is no text"),
            new Refusal("record 4 (line 10)", "is no JSON record in {}"));
    assertThat(texts(read.getFirst()))
        .containsExactly(
            "Tom Rae|SPEAKING|Who?", "Ada Fairbairn|THINKING|Hm.", "Ada Fairbairn|SPEAKING|I.");
    assertThat(read.getFirst().scene().background()).isEqualTo("It rains. It is cold.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snappy-v1",
        "zstd-v2",
        "gzip-v2",
        "plain-v1",
        "delta-v2",
        "groups-item",
        "sharegpt-large"
      })
  void parquetAsPyarrowWritesIt(String name) {
    FileReport report = read("auto", GOLDEN.resolve(name + ".parquet"));
    assertThat(report.reasons()).isEmpty();
    JsonNode rows = Json.read(GOLDEN.resolve("rows.json"), JsonNode.class);
    assertThat(read).hasSize(rows.size()).hasSize(40);
    for (int i = 0; i < rows.size(); i++) {
      Experience e = read.get(i);
      assertThat(e.scene().background()).isEqualTo(rows.at("/" + i + "/0/content").asString());
      assertThat(e.turns().stream().map(Turn::text).toList())
          .containsExactly(
              rows.at("/" + i + "/1/content").asString(),
              rows.at("/" + i + "/2/content").asString());
      assertThat(e.turns().stream().map(Turn::action)).containsOnly(Action.SPEAKING);
    }
    assertThat(read.get(7).provenance().method()).contains(name + ".parquet, row 8, sha256 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy-v1", "zstd-v2", "gzip-v2", "plain-v1"})
  void aBrokenParquetFileIsRefusedInWords(String name) throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve(name + ".parquet"));
    Path file = folder.resolve("broken.parquet");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> read("auto", file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("broken.parquet: is no whole Parquet file");
    int refused = 0;
    for (int at = 4; at < whole.length; at += 7) {
      byte[] bent = whole.clone();
      bent[at] ^= 0x5A;
      Files.write(file, bent);
      try {
        read("auto", file);
      } catch (UserException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  @Test
  void aListThatIsCutShortIsRefusedWhole() throws IOException {
    Path file =
        Files.writeString(folder.resolve("f.json"), "[" + chat("", "a", "b") + ",\n{\"mess");
    assertThatThrownBy(() -> read("auto", file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("f.json:2: the JSON list can't be read on");
    Files.writeString(file, "[" + chat("", "a", "b") + "] trailing");
    assertThatThrownBy(() -> read("auto", file)).isInstanceOf(UserException.class);
  }

  @Test
  void linesWithoutEndAreNotHeld() throws IOException {
    Path file = folder.resolve("long.jsonl");
    byte[] junk = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 17; i++) {
        out.write(junk);
      }
      out.write(("\n" + chat("", "a", "b") + "\n").getBytes(StandardCharsets.UTF_8));
    }
    FileReport report = read("auto", file);
    assertThat(report.taken()).isOne();
    assertThat(report.reasons())
        .containsExactly(new Refusal("line 1", "is longer than 16,777,216 bytes"));
    try (var out = Files.newOutputStream(file)) {
      out.write("[{\"messages\":\"".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 20; i++) {
        out.write(junk);
      }
    }
    assertThatThrownBy(() -> read("auto", file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a record is longer than 16,777,216 bytes");
  }

  @Test
  void nestingWithoutEndIsRefused() throws IOException {
    String deep = "{\"messages\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    FileReport report = read(deep, chat("", "a", "b"));
    assertThat(report.taken()).isOne();
    assertThat(report.reasons().getFirst().reason()).startsWith("is not JSON: ").contains("depth");
  }

  @ParameterizedTest
  @CsvSource({"'1F8B0800', is a compressed file", "'504B0304', is a compressed file"})
  void packedFilesAreTold(String hex, String what) throws IOException {
    Path file = Files.write(folder.resolve("f"), java.util.HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> read("auto", file)).hasMessageContaining(what);
  }

  @Test
  void whatIsNoUtf8IsToldAndTheRestGoesOn() throws IOException {
    Path file = folder.resolve("latin.jsonl");
    try (var out = Files.newOutputStream(file)) {
      out.write(chat("", "caf\u00e9", "b").getBytes(StandardCharsets.ISO_8859_1));
      out.write(("\r\n" + chat("", "caf\u00e9", "b")).getBytes(StandardCharsets.UTF_8));
    }
    FileReport report = read("auto", file);
    assertThat(report.reasons()).containsExactly(new Refusal("line 1", "is not UTF-8 text"));
    assertThat(read.getFirst().turns().getFirst().text()).isEqualTo("caf\u00e9");
    Files.write(file, ("\uFEFF" + chat("", "a", "b")).getBytes(StandardCharsets.UTF_8));
    assertThat(read("auto", file).taken()).isOne();
  }
}
