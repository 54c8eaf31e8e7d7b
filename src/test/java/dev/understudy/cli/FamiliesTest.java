package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A base of any supported family is trained from the command line, in either way.
class FamiliesTest {
  @TempDir Path folder;
  private Path home;
  private CharacterFolder ada;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void prepare() {
    home = folder.resolve("home");
    ada = new SmallCharacter(home).talks(16).write();
  }

  private int run(String... args) {
    return new AtHome(home, out, err).run(args);
  }

  @ParameterizedTest
  @CsvSource({"mistral,lora", "qwen2,lora", "qwen2,full", "qwen3,lora", "qwen3,full"})
  void trainsOnABaseInAFolder(String family, String method) {
    AtomicFiles.write(
        home.resolve("recipes/demo.yaml"),
        "base: smollm2-135m\nmethod: " + method + "\nlength: {minutes: 5}\nthreads: 1\n");
    String base = TinyBase.in(folder.resolve("base"), 512, family).name();
    assertThat(run("train", "ada", "--run", "first", "--base", base, "--steps", "2"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("2 steps");
    assertThat(new Runs(ada.runs()).finished("first").manifest().steps()).isEqualTo(2);
    assertThat(ada.runs().resolve("first/recipe.yaml")).content().contains("base: \"" + base);
    assertThat(run("probe", "ada", "--run", "first")).as(err.toString()).isZero();
  }

  @Test
  void anotherFamilyIsRefusedByNameWithThoseThatAreSupported() {
    AtomicFiles.write(home.resolve("recipes/demo.yaml"), "base: smollm2-135m\n");
    String base = TinyBase.in(folder.resolve("base")).name();
    Json.write(Path.of(base).resolve("config.json"), Map.of("model_type", "phi3"));
    assertThat(run("train", "ada", "--base", base)).isEqualTo(1);
    assertThat(err.toString())
        .contains("its architecture is `phi3`; supported are llama, mistral, qwen2, qwen3");
    assertThat(run("train", "ada", "--base", base, "--run", "x", "--resume")).isEqualTo(2);
    assertThat(err.toString()).contains("--resume and --base");
  }
}
