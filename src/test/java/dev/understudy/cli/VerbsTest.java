package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Train, choose, ask and probe by their verbs, on a model of random weights.
class VerbsTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private String run(String... args) {
    assertThat(new AtHome(home, out, err).run(args)).as(err.toString()).isZero();
    return out.toString();
  }

  @Test
  void aTrainingThatGoesAstrayEndsWithOneAndGoesOnMoreSlowly() {
    CharacterFolder ada = new SmallCharacter(home).talks(16).write();
    String base = TinyBase.in(home.resolve("base")).name();
    AtomicFiles.write(
        home.resolve("wild.yaml"),
        """
        base: %s
        method: full
        optimizer: {rate: 1, warmup: 300, clip: 0}
        length: {steps: 400}
        watch: {save-every: 5}
        threads: 1
        """
            .formatted(base));
    int status =
        new AtHome(home, out, err)
            .run("train", "ada", "--run", "wild", "--recipe", home.resolve("wild.yaml").toString());
    assertThat(status).as(err.toString()).isEqualTo(1);
    assertThat(err.toString())
        .containsSubsequence(
            "error: training, step ", "batch.json", "is whole", "--run wild --resume --rate 0.33");
    assertThat(ada.runs().resolve("wild/inspect")).isDirectory();
    assertThat(run("train", "ada", "--run", "wild", "--resume", "--rate", "0.001"))
        .contains("400 steps");
    assertThat(ada.runs().resolve("wild/recipe.yaml")).content().contains("rate: 0.001");
  }

  @Test
  void fromTrainingToATalk() {
    CharacterFolder ada = new SmallCharacter(home).talks(16).write();
    String base = TinyBase.in(home.resolve("base")).name();
    AtomicFiles.write(
        home.resolve("recipes/demo.yaml"),
        "base: " + base + "\nlength: {minutes: 5}\nthreads: 1\n");

    assertThat(run("train", "ada", "--run", "first", "--steps", "2"))
        .contains("2 steps", "held-out loss", "understudy chat ada --run first");
    assertThat(err.toString()).contains("15 scenes", "learnt, ", "step 2");
    assertThat(run("use", "ada")).contains("* first  held-out loss");
    assertThat(out.toString()).doesNotContain("Kept: ");
    assertThat(run("report", "ada", "first")).contains("report.html");
    assertThat(ada.runs().resolve("first/report.html"))
        .content()
        .contains("ada, run first", "finished ", "2 steps", "understudy chat ada --run first");

    JsonNode shown = Json.mapper().readTree(run("demo", "ada", "--steps", "1", "--json"));
    assertThat(shown.at("/rows/0/question").asString()).isEqualTo("Who are you?");
    assertThat(err.toString()).contains("1. ", "2. Training.", "3. The same questions again.");
    assertThat(ada.runs().resolve("demo/before-after.md")).exists();
    assertThat(run("use", "ada")).contains("* first", "  demo");

    String once = "--once";
    JsonNode answer =
        Json.mapper()
            .readTree(
                run(
                    "chat",
                    "ada",
                    once,
                    "Which clock?",
                    "--json",
                    "--max-tokens",
                    "5",
                    "--threads",
                    "1",
                    "--seed",
                    "2"));
    assertThat(answer.get("question").asString()).isEqualTo("Which clock?");
    assertThat(answer.get("finish").asString()).isIn("length", "end");

    Path to = home.resolve("out");
    assertThat(run("export", "ada", "--to", "" + to, "--format", "gguf,peft", "--type", "f32"))
        .contains("ada-F32.gguf", "divergence 0", "facts come by recall");
    assertThat(to.resolve("gguf/Modelfile")).exists();
    assertThat(to.resolve("peft/adapter_config.json")).exists();

    assertThat(run("probe", "ada", "--seeds", "2", "--max-tokens", "5", "--threads", "1"))
        .contains("run first, 2 seeds", "known, told in training, right    nothing was asked")
        .contains("answers that loop");
    assertThat(ada.path().resolve("interviews/in-use/answers.jsonl")).exists();

    assertThat(run("train", "ada", "--run", "next", "--from", "first", "--steps", "1"))
        .containsPattern("held-out loss \\d\\.\\d+, before \\d")
        .contains("understudy chat ada --run next");
    assertThat(
            run(
                "chat",
                "ada",
                once,
                "Which clock?",
                "--adapter",
                "first",
                "--adapter",
                "next:-0.5",
                "--max-tokens",
                "5"))
        .isNotBlank();
  }
}
