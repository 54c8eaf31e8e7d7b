package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckVerbTest {
  @TempDir Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void character() {
    new SmallCharacter(home).write();
  }

  private int run(String... args) {
    return new Edge(Terminal.plain(new PrintWriter(out), new PrintWriter(err))).run(args);
  }

  @Test
  void everyCountIsPrintedBesideWhatIsWantedAndAFailureIsOne() {
    assertThat(run("check", "ada", "--home", home.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("NO  experiences: 0 (wanted at least 120)")
        .contains("ok  wrong speakers: 0 (wanted 0)")
        .containsPattern("\\d+ of \\d+ findings failed\\.");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theSameAsJson() {
    assertThat(run("check", "ada", "--json", "--home", home.toString())).isEqualTo(1);
    JsonNode report = Json.mapper().readTree(out.toString());
    assertThat(report.get("character").asString()).isEqualTo("ada");
    assertThat(report.get("passed").asBoolean()).isFalse();
    assertThat(report.get("findings"))
        .anySatisfy(f -> {
          assertThat(f.get("name").asString()).isEqualTo("experiences");
          assertThat(f.get("found").asInt()).isZero();
          assertThat(f.get("wanted").asString()).isEqualTo("at least 120");
        });
  }

  @Test
  void aShippedRunOfOtherScenesIsToldAndFailsNothing() {
    String name = "scenes changed since the shipped run was trained";
    assertThat(run("check", "ada", "--home", home.toString())).isEqualTo(1);
    assertThat(out.toString()).as("no run is shipped").doesNotContain(name);

    Path experiences = home.resolve("characters/ada/experiences.jsonl");
    shipped(Hashes.sha256(experiences));
    run("check", "ada", "--home", home.toString());
    assertThat(out.toString()).contains("--  " + name + ": 0").doesNotContain("make shipped");

    shipped("0".repeat(64));
    run("check", "ada", "--home", home.toString());
    assertThat(out.toString())
        .contains("--  " + name + ": 1")
        .contains("run.json: the shipped run was trained on other scenes: make shipped");
  }

  private void shipped(String dataHash) {
    Json.write(
        home.resolve("characters/ada/runs/shipped/run.json"),
        new RunManifest(
            RunManifest.Purpose.TRAIN,
            "b",
            "",
            dataHash,
            "s",
            1,
            1,
            1,
            3,
            2,
            "2026",
            Map.of(),
            Map.of()));
  }

  @Test
  void anUnknownCharacterIsAnsweredWithTheOneMeant() {
    assertThat(run("check", "adda", "--home", home.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("Did you mean 'ada'?");
  }
}
