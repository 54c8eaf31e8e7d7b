package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.person.Rejection;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Journal;
import dev.understudy.store.Json;
import dev.understudy.store.JsonLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StatsVerbTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private String run(String... args) {
    assertThat(new AtHome(home, out, err).run(args)).as(err.toString()).isZero();
    return out.toString();
  }

  @Test
  void aDatasetIsToldInTables() {
    new SmallCharacter(home).talks(3).traps(2).write();
    assertThat(run("stats", "ada"))
        .containsPattern("all +5 +10 +")
        .containsPattern("experience +3 +6 +")
        .containsPattern("youth, 13-24 +0")
        .containsPattern("prime, 25-44 +5")
        .containsPattern("later-inventions +2")
        .containsPattern("no scene +2")
        .contains("1 of 1 passages have a scene")
        .contains("Not there (yet): scenes.jsonl, rejected.jsonl, journal.db.");
  }

  @Test
  void whyRecordsWereNotKeptAndWhatWasSpentIsTold() {
    CharacterFolder ada = new SmallCharacter(home).talks(1).write();
    JsonLines.write(
        ada.rejectedFile(),
        Stream.of(
            new Rejection("e1", "experiences", "length", "too short", "{}"),
            new Rejection("e2", "experiences", "length", "too long", "{}"),
            new Rejection("s1", "scenes", "age", "before birth", "{}")));
    try (Journal journal = Journal.open(ada.journalFile())) {
      journal.put(new Journal.Entry("k1", "scene/plan", "a/b", 1000, 20, 0.25, "{}"));
      journal.put(new Journal.Entry("k2", "scene/plan", "a/b", 500, 22, 0.25, "{}"));
    }
    assertThat(run("stats", "ada"))
        .containsPattern("experiences +length +2 +e1: too short")
        .containsPattern("scenes +age +1 +s1: before birth")
        .containsPattern("2 +1,500 +42 +0.5000");
    JsonNode json = Json.mapper().readTree(run("stats", "ada", "--json"));
    assertThat(json.at("/spent/output").asInt()).isEqualTo(42);
    assertThat(json.at("/rejections/0/count").asInt()).isEqualTo(2);
    assertThat(json.at("/sizes").get(json.at("/sizes").size() - 1).get("kind").asString())
        .isEqualTo("all");
  }

  @Test
  void aCharacterWithoutADatasetIsAnsweredWithAClearWord() {
    AtomicFiles.write(
        home.resolve("characters/half/character.yaml"),
        """
        id: half
        name: Half Made
        aliases: []
        kind: fictional
        horizon: {}
        language: en
        identity: You are Half.
        scene: Here.
        """);
    assertThat(run("stats", "half"))
        .contains("Half Made", "Not there (yet): profile, memories.jsonl, experiences.jsonl")
        .contains("There is no scene to count.");
    assertThat(home.resolve("characters/half/journal.db")).doesNotExist();
    run("stats", "half", "--html", home.resolve("half.html").toString());
    assertThat(home.resolve("half.html")).content().contains("Not there (yet)");
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndEscapesWhatItShows() throws Exception {
    new SmallCharacter(home).talks(3).traps(2).write();
    Path page = home.resolve("page.html");
    run("stats", "ada", "--html", page.toString());
    String html = Files.readString(page);
    assertThat(html)
        .contains("<h2>Periods of life</h2>", "Ada Fairbairn", "later-inventions")
        .doesNotContain("http", "<script", "NaN");
    assertThat(Pattern.compile("<svg").matcher(html).results().count()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void theShippedCharacterCanBeCounted() {
    StringWriter shipped = new StringWriter();
    var terminal = Terminal.plain(new PrintWriter(shipped, true), new PrintWriter(err, true));
    assertThat(new Edge(terminal).run("stats", "beethoven")).as(err.toString()).isZero();
    assertThat(shipped.toString())
        .contains("Ludwig van Beethoven")
        .containsPattern("all +854 +3,489 ")
        .contains("22 of 24 passages have a scene");
  }
}
