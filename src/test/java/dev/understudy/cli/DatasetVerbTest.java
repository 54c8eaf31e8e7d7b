package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DatasetVerbTest {
  private static final String CHAT =
      """
      {"messages":[{"role":"user","content":"Who %d?"},{"role":"assistant","content":"Ada, %d."}]}
      """;

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int status(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new AtHome(home, out, err).run(args);
  }

  private String run(String... args) {
    assertThat(status(args)).as(err.toString()).isZero();
    return out.toString();
  }

  private Path chats(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(CHAT.formatted(i, i));
    }
    Path file = home.resolve("chats.jsonl");
    AtomicFiles.write(file, text + "no JSON\n");
    return file;
  }

  @Test
  void importedScenesAreTrainedWithTheUsualRecipe() {
    String base = TinyBase.in(home.resolve("base")).name();
    AtomicFiles.write(
        home.resolve("recipes/demo.yaml"),
        "base: %s\ndata: {scenes: [b001, b002]}\nlength: {minutes: 5}\nthreads: 1\n"
            .formatted(base));
    assertThat(run("data", "import", "ada", "--name", "Ada Fairbairn", chats(14).toString()))
        .contains(
            "chats.jsonl: 14 taken, 0 there already, 1 refused",
            "  line 15: is not JSON: ",
            "ada has 14 experiences now. Train: understudy train ada --home ");
    assertThat(home.resolve("characters/ada/character.yaml"))
        .content()
        .contains("You are Ada Fairbairn.");
    assertThat(run("train", "ada", "--run", "first", "--steps", "2")).contains("2 steps");
    assertThat(err.toString()).contains("13 scenes");
  }

  @Test
  void bothWaysTellInJson() {
    new SmallCharacter(home).talks(16).write();
    JsonNode made =
        Json.mapper()
            .readTree(
                run(
                    "data",
                    "export",
                    "ada",
                    "--format",
                    "hub",
                    "--json",
                    "--to",
                    home.resolve("hub").toString()));
    assertThat(made.at("/files/0/samples").asInt()).isEqualTo(15);
    JsonNode taken =
        Json.mapper()
            .readTree(
                run(
                    "data",
                    "import",
                    "eve",
                    "--name",
                    "Ada Fairbairn",
                    "--json",
                    home.resolve("hub").toString()));
    assertThat(taken.path("after").asInt()).isEqualTo(16);
    assertThat(
            run("data", "export", "eve", "--format", "messages", "--no-split", "--to", home + "/m"))
        .contains("train.jsonl  16 scenes");
  }

  @Test
  void wrongUsageIsTold() {
    new SmallCharacter(home).talks(2).write();
    String file = chats(1).toString();
    var edge = new Edge(Terminal.plain(new PrintWriter(out), new PrintWriter(err)));
    assertThat(edge.run("data")).isEqualTo(2);
    assertThat(err.toString()).contains("import", "export");
    assertThat(status("data", "import", "eve", file)).isEqualTo(2);
    assertThat(err.toString()).contains("there is no character of this name yet", "--name");
    assertThat(status("data", "import", "../eve", "--name", "Eve", file)).isEqualTo(2);
    assertThat(status("data", "import", "ada", "--name", "Eve", file)).isEqualTo(2);
    assertThat(err.toString()).contains("ada is there already");
    assertThat(status("data", "import", "ada", "--format", "mesages", file)).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean 'messages'?");
    assertThat(status("data", "export", "ada", "--format", "huh", "--to", home + "/x"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean 'hub'?");
    assertThat(
            status(
                "data",
                "export",
                "ada",
                "--format",
                "hub",
                "--to",
                home + "/x",
                "--licence",
                "a\nb"))
        .isEqualTo(2);
    assertThat(status("data", "import", "ada", home.resolve("no.jsonl").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no such file");
    assertThat(status("data", "import", "--help")).isZero();
    assertThat(out.toString()).contains("character-llm (both kinds of its public files)");
  }
}
