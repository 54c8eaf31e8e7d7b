package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.SmallCharacter;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
  void anUnknownCharacterIsAnsweredWithTheOneMeant() {
    assertThat(run("check", "adda", "--home", home.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("Did you mean 'ada'?");
  }
}
