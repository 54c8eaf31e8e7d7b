package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.ModelConfig;
import dev.understudy.store.Json;
import dev.understudy.tensor.BlockType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// llama.cpp loads what is exported and goes on with our tokens. It comes from npm:
/// `tests/llama-cpp/install.sh`.
@Tag("llama-cpp")
class LlamaCppTest {
  private static final Path TOOL = Path.of("tests/llama-cpp");

  @TempDir Path folder;

  @BeforeAll
  static void installed() {
    if (!Files.isDirectory(TOOL.resolve("node_modules/@node-llama-cpp"))) {
      System.err.println(
          "SKIPPED, llama.cpp is not here: tests/llama-cpp/install.sh fetches it by npm.");
      Assumptions.abort("llama.cpp is not here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3"})
  void goesOnWithOurTokens(String family) throws Exception {
    ModelConfig config = SmallExport.of(family);
    Path to = folder.resolve("out");
    SmallExport.export(
        SmallExport.adapter(folder, config, 0.4),
        new ExportRequest(
            to,
            List.of(Format.GGUF, Format.LORA_GGUF, Format.BASE_GGUF),
            List.of(BlockType.F32, BlockType.F16, BlockType.Q8_0, BlockType.Q5_1, BlockType.Q4_0),
            false,
            true,
            ExportRequest.SHARD_BYTES));

    List<JsonNode> checked = check(to);

    assertThat(checked).as("ten models, and the adapter on its base").hasSize(11);
    for (JsonNode each : checked) {
      String what = each.toString();
      boolean base =
          each.get("file").asString().contains("base-gguf") && each.get("adapter").isNull();
      assertThat(each.get("of").asInt()).as(what).isGreaterThan(40);
      assertThat(each.get("words").asBoolean()).as(what).isTrue();
      boolean exact = each.get("type").asString().equals("F32");
      if (exact && !base) {
        assertThat(each.get("same").asInt()).as(what).isEqualTo(each.get("of").asInt());
        assertThat(each.get("likeliest").asInt()).as(what).isEqualTo(each.get("of").asInt());
      }
      assertThat(each.get("apart").asDouble()).as(what).isCloseTo(0, within(exact ? 1e-3 : 0.05));
    }
    assertThat(checked)
        .filteredOn(each -> !each.get("adapter").isNull())
        .singleElement()
        .satisfies(each -> assertThat(each.get("type").asString()).isEqualTo("F32"));
  }

  private static List<JsonNode> check(Path export) throws IOException, InterruptedException {
    Path errors = export.resolveSibling("errors.txt");
    Process process =
        new ProcessBuilder("node", "check.mjs", export.toAbsolutePath().toString())
            .directory(TOOL.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      List<JsonNode> lines =
          new String(
                  process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .map(Json.mapper()::readTree)
              .toList();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
