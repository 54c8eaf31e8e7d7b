package dev.understudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.llm.LlmSettings.KeepsShapes;
import dev.understudy.llm.LlmSettings.Provider;
import dev.understudy.llm.Price;
import dev.understudy.problem.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectSettingsTest {
  @TempDir Path folder;
  @TempDir Path home;

  private ProjectSettings read(String yaml, Map<String, String> environment) throws IOException {
    Files.writeString(folder.resolve("understudy.yaml"), yaml);
    return ProjectSettings.read(folder, environment);
  }

  private Map<String, String> nothing() {
    return Map.of("HOME", home.toString());
  }

  @Test
  void withoutAnythingTheModelInThisProcessIsAskedAndJudgesNothing() {
    ProjectSettings settings = ProjectSettings.read(folder, nothing());

    assertThat(settings.llm().provider()).isEqualTo(Provider.LOCAL);
    assertThat(settings.llm().model()).isEqualTo("smollm2-135m");
    assertThat(settings.make().grounding()).isFalse();
  }

  @Test
  void everySettingIsRead() throws IOException {
    ProjectSettings settings =
        read(
            """
            llm:
              provider: openai
              model: m1
              url: http://127.0.0.1:8080/v1
              key-file: /keys/one
              shapes: no
              in-flight: 3
              requests-per-minute: 60
              tokens-per-minute: 9000
              timeout-seconds: 9
              tries: 2
              price: {input: 0.5, output: 1.5}
              budget: {money: 2, tokens: 5000000000}
            make:
              scenes-per-passage: 9
              grounding: false
            """
                .replace("shapes: no", "shapes: 'no'"),
            nothing());

    assertThat(settings.llm().url()).contains(URI.create("http://127.0.0.1:8080/v1"));
    assertThat(settings.llm().keyFile()).contains(Path.of("/keys/one"));
    assertThat(settings.llm().keepsShapes()).isEqualTo(KeepsShapes.NO);
    assertThat(settings.llm().limits().inFlight()).isEqualTo(3);
    assertThat(settings.llm().limits().requestsPerMinute()).isEqualTo(60);
    assertThat(settings.llm().limits().tokensPerMinute()).isEqualTo(9000);
    assertThat(settings.llm().patience().timeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(settings.llm().patience().tries()).isEqualTo(2);
    assertThat(settings.llm().price()).contains(new Price(0.5, 1.5));
    assertThat(settings.llm().budget().tokens()).contains(5_000_000_000L);
    assertThat(settings.make().scenesPerPassage()).isEqualTo(9);
    assertThat(settings.make().grounding()).isFalse();
  }

  @Test
  void theEnvironmentHasTheLastWord() throws IOException {
    ProjectSettings settings =
        read(
            "llm: {provider: openai, model: m1, url: 'http://one'}",
            Map.of(
                "UNDERSTUDY_PROVIDER", "ollama",
                "UNDERSTUDY_MODEL", "m2",
                "UNDERSTUDY_URL", "http://two",
                "UNDERSTUDY_KEY_FILE", "k"));

    assertThat(settings.llm().provider()).isEqualTo(Provider.OLLAMA);
    assertThat(settings.llm().model()).isEqualTo("m2");
    assertThat(settings.llm().url()).contains(URI.create("http://two"));
    assertThat(settings.llm().keyFile()).contains(Path.of("k"));
  }

  @Test
  void theUsersOwnFolderIsLookedInWhereTheWorkingFolderHasNone() throws IOException {
    Path config = Files.createDirectories(home.resolve(".config/understudy"));
    Files.writeString(config.resolve("understudy.yaml"), "llm: {provider: ollama, model: m3}");

    assertThat(ProjectSettings.read(folder, nothing()).llm().model()).isEqualTo("m3");
    assertThat(read("llm: {provider: ollama, model: m4}", nothing()).llm().model()).isEqualTo("m4");
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThatThrownBy(() ->
            read(
                """
                llm:
                  provider: opneai
                  modle: m1
                  url: example
                  in-flight: 0
                  budget: {money: 2}
                make: {talk: 2}
                """,
                nothing()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Did you mean 'openai'?")
        .hasMessageContaining("llm.modle")
        .hasMessageContaining("Did you mean 'model'?")
        .hasMessageContaining("llm.url")
        .hasMessageContaining("llm.in-flight")
        .hasMessageContaining("budget.money")
        .hasMessageContaining("make.talk");
  }

  @Test
  void aRemoteProviderWithoutAModelIsAskedFor() {
    assertThatThrownBy(() -> read("llm: {provider: anthropic}", nothing()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("llm.model")
        .hasMessageContaining("UNDERSTUDY_MODEL");
  }

  @Test
  void aProviderThatTheEnvironmentMisspellsIsTold() {
    assertThatThrownBy(() ->
            ProjectSettings.read(
                folder, Map.of("HOME", home.toString(), "UNDERSTUDY_PROVIDER", "gpt")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("UNDERSTUDY_PROVIDER");
  }

  @Test
  void aFilesModelAndAddressAreForItsOwnProviderAlone() throws IOException {
    String yaml = "llm: {provider: openai, model: m1, url: 'http://127.0.0.1:1/v1', key-file: /k}";
    ProjectSettings settings =
        read(yaml, Map.of("HOME", home.toString(), "UNDERSTUDY_PROVIDER", "local"));

    assertThat(settings.llm().model()).isEqualTo("smollm2-135m");
    assertThat(settings.llm().url()).isEmpty();
    assertThat(settings.llm().keyFile()).isEmpty();
  }

  @Test
  void aKeyFileMayLieInTheHomeFolder() throws IOException {
    String yaml = "llm: {provider: openai, model: m1, key-file: ~/.keys/one}";

    assertThat(read(yaml, nothing()).llm().keyFile()).contains(home.resolve(".keys/one"));
  }
}
