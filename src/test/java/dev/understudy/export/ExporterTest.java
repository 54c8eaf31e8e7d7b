package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.SafetensorsWriter;
import dev.understudy.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ExporterTest {
  private static final List<Format> ALL = List.of(Format.values());

  @TempDir Path folder;
  private Path to;

  @BeforeEach
  void place() {
    to = folder.resolve("out");
  }

  private ExportReport export(Subject subject, List<Format> formats, BlockType... types) {
    return SmallExport.export(subject, SmallExport.request(to, formats, types));
  }

  private JsonNode json(String file) {
    return Json.read(to.resolve(file), JsonNode.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3"})
  void inFloat32NothingIsLost(String family) {
    ModelConfig config = SmallExport.of(family);
    ExportReport report = export(SmallExport.adapter(folder, config, 0.1), ALL, BlockType.F32);

    assertThat(report.effect()).as("the adapter does something").isGreaterThan(1e-3);
    assertThat(report.items()).hasSize(5);
    assertThat(report.items())
        .allSatisfy(item -> {
          assertThat(item.difference().maxLogit()).as(item.path()).isLessThan(1e-5);
          assertThat(item.difference().agreement()).isEqualTo(1);
          assertThat(item.noise()).isEqualTo(Noise.QUIET);
          assertThat(item.bytes()).isPositive();
        });
    assertThat(report.warnings()).isEmpty();
    assertThat(json("export.json").at("/items/0/difference/kl").isNumber()).isTrue();
    assertThat(report.samples()).hasSize(3);
    assertThat(report.samples()).anySatisfy(s -> assertThat(s.reply()).hasSizeGreaterThan(20));
  }

  /// Rounds it more and more; and what is read back is what another program gets, so the noise of a
  /// type shows in it.
  @Test
  void fewerBitsLoseMore() throws IOException {
    ExportReport report =
        export(
            SmallExport.adapter(folder, SmallExport.TIED, 0.4),
            List.of(Format.GGUF),
            BlockType.F16,
            BlockType.Q8_0,
            BlockType.Q5_0,
            BlockType.Q4_0);

    assertThat(report.items())
        .extracting(item -> item.difference().kl())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(report.items().getFirst().difference().kl()).isPositive().isLessThan(1e-5);
    assertThat(to.resolve("Modelfile"))
        .content()
        .contains("FROM ./ada-F16.gguf\n# or: FROM ./ada-Q8_0.gguf", "SYSTEM \"\"\"You are Ada.")
        .contains("PARAMETER stop \"<|im_end|>\"", "# To feed them", "I mended a clock.");
    assertThat(to.resolve("README.md"))
        .content()
        .contains(
            "# Ada Fairbairn",
            "| ada-Q4_0.gguf | Q4_0 |",
            "computer program",
            "Trained in a test.");
    try (Gguf file = Gguf.open(to.resolve("ada-Q4_0.gguf"))) {
      assertThat(file.integer("general.file_type")).contains(2L);
      assertThat(file.text("general.type")).contains("model");
      assertThat(type(file, "token_embd.weight")).as("it is the head, too").isEqualTo("Q8_0");
      assertThat(type(file, "blk.1.ffn_down.weight")).isEqualTo("Q4_0");
      assertThat(type(file, "blk.1.attn_norm.weight")).isEqualTo("F32");
      assertThat(type(file, "output_norm.weight")).isEqualTo("F32");
    }
  }

  private static String type(TensorFile file, String name) {
    return file.tensors().get(name).type();
  }

  /// Rows that are no whole blocks.
  @Test
  void narrowRowsAreKeptInSixteenBits() {
    ModelConfig narrow =
        new ModelConfig(1, 24, 3, 1, 8, 64, 500, 10_000f, 1e-5f, 512, false, "llama");
    export(SmallExport.adapter(folder, narrow, 0.4), List.of(Format.GGUF), BlockType.Q8_0);
    try (Gguf file = Gguf.open(to.resolve("ada-Q8_0.gguf"))) {
      assertThat(type(file, "blk.0.ffn_down.weight")).isEqualTo("Q8_0");
      assertThat(type(file, "blk.0.attn_q.weight")).isEqualTo("F16");
      assertThat(type(file, "output.weight")).isEqualTo("F16");
    }
  }

  /// The tokenizer goes from a folder into GGUF, and from there into a folder again.
  @Test
  void aBaseInGgufIsExportedBothWays() throws IOException {
    Subject first = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    export(first, List.of(Format.BASE_GGUF), BlockType.F32);
    Path gguf = to.resolve("base-F32.gguf");
    to = folder.resolve("second");
    BaseModel base = new BaseModel(gguf.toString(), gguf, "0".repeat(64));
    Subject second = SmallExport.subject(base, first.learnt());

    ExportReport report = export(second, ALL, BlockType.F32);

    assertThat(report.items())
        .allSatisfy(item -> assertThat(item.difference().maxLogit()).isLessThan(1e-5));
    JsonNode original = Json.read(first.base().weights().resolve("tokenizer.json"), JsonNode.class);
    JsonNode again = json("safetensors/tokenizer.json");
    assertThat(again.at("/model/vocab")).isEqualTo(original.at("/model/vocab"));
    assertThat(again.at("/model/merges")).hasSize(original.at("/model/merges").size());
    assertThat(again.at("/added_tokens")).isEqualTo(original.at("/added_tokens"));
    assertThat(again.at("/pre_tokenizer")).isEqualTo(original.at("/pre_tokenizer"));
    JsonNode config =
        Json.read(first.base().weights().resolve("tokenizer_config.json"), JsonNode.class);
    assertThat(json("safetensors/tokenizer_config.json").get("chat_template"))
        .isEqualTo(config.get("chat_template"));
    assertThat(json("safetensors/special_tokens_map.json").get("eos_token").asString())
        .isEqualTo("<|im_end|>");
    assertThat(json("safetensors/config.json").get("architectures").get(0).asString())
        .isEqualTo("LlamaForCausalLM");
    try (Gguf before = Gguf.open(gguf);
        Gguf after = Gguf.open(to.resolve("base-gguf/base-F32-F32.gguf"))) {
      before
          .metadata()
          .forEach((key, value) -> {
            if (key.startsWith("tokenizer.") || key.startsWith("llama.")) {
              assertThat(after.metadata().get(key)).as(key).isEqualTo(value);
            }
          });
      assertThat(before.metadata()).containsKey("tokenizer.ggml.merges");
    }
    try (Tokenizer a = Tokenizers.of(first.base());
        Tokenizer b = Tokenizers.of(new BaseModel("b", to.resolve("safetensors"), ""))) {
      String text = "In 1802 – m² <|im_end|> said:\n\n  \"Größe\"";
      assertThat(b.encode(text)).containsExactly(a.encode(text));
      assertThat(b.specials()).isEqualTo(a.specials());
    }
  }

  @Test
  void aFolderKeepsTheBasesOwnFilesAndIsCutIntoShards() throws IOException {
    Subject subject = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    Path base = subject.base().weights();
    AtomicFiles.write(base.resolve("special_tokens_map.json"), "{\"own\": 1}\n");
    AtomicFiles.write(base.resolve("generation_config.json"), "{\"eos_token_id\": [2, 0]}");
    AtomicFiles.write(base.resolve("LICENSE"), "free");

    SmallExport.export(
        subject,
        new ExportRequest(to, List.of(Format.SAFETENSORS), List.of(), false, false, 50_000));

    assertThat(to.resolve("special_tokens_map.json")).content().isEqualTo("{\"own\": 1}\n");
    assertThat(to.resolve("LICENSE")).exists();
    assertThat(json("generation_config.json").get("eos_token_id")).hasSize(2);
    assertThat(json("generation_config.json").get("temperature").asDouble()).isEqualTo(0.3);
    assertThat(json("config.json").get("dtype").asString()).isEqualTo("float16");
    JsonNode index = json("model.safetensors.index.json");
    long files = index.get("weight_map").values().stream().distinct().count();
    assertThat(files).isGreaterThan(2);
    assertThat(to.resolve("model-00001-of-0000" + files + ".safetensors")).exists();
    assertThat(index.at("/metadata/total_size").asLong()).isGreaterThan(50_000L);
  }

  @Test
  void allWeightsTrainedAnewAreExported() {
    Subject adapter = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    Path file = folder.resolve("full.safetensors");
    try (Weights weights = Weights.random(SmallExport.TIED, 99)) {
      WeightsFile.write(file, weights);
    }
    Subject subject = SmallExport.subject(adapter.base(), new Learnt.Full(file));
    ExportReport report = export(subject, List.of(Format.GGUF, Format.SAFETENSORS), BlockType.F32);
    assertThat(report.items()).allSatisfy(i -> assertThat(i.difference().maxLogit()).isZero());
    to = folder.resolve("other");
    assertThatThrownBy(() -> export(subject, List.of(Format.PEFT)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("trained all weights");
  }

  /// What training gave is as small as what four bits take.
  @Test
  void anAdapterThatWouldDrownIsNotShippedInSilence() throws IOException {
    Subject faint = SmallExport.adapter(folder, SmallExport.TIED, 0.001);
    List<Format> gguf = List.of(Format.GGUF);
    assertThatThrownBy(() -> export(faint, gguf, BlockType.Q8_0, BlockType.Q4_0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("ada-Q4_0.gguf")
        .hasMessageContaining("--force");
    nothingIsLeft();

    ExportReport forced =
        SmallExport.export(
            faint,
            new ExportRequest(
                to, gguf, List.of(BlockType.Q4_0), false, true, ExportRequest.SHARD_BYTES));
    assertThat(forced.items()).extracting(ExportReport.Item::noise).containsExactly(Noise.DROWNED);
    assertThat(forced.warnings())
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains("Q4_0"));
    assertThat(to.resolve("README.md")).content().contains("**ada-Q4_0.gguf");
  }

  private void nothingIsLeft() throws IOException {
    assertThat(to).doesNotExist();
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(p -> p.getFileName().toString())).noneMatch(n -> n.endsWith(".tmp"));
    }
  }

  @Test
  void onlyAnEarlierExportIsReplaced() throws IOException {
    Subject subject = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    List<Format> peft = List.of(Format.PEFT);
    export(subject, peft);
    assertThat(PeftFolder.read(to, SmallExport.TIED).pairs()).hasSize(6);
    assertThatThrownBy(() -> export(subject, peft)).hasMessageContaining("--overwrite");

    AtomicFiles.write(to.resolve("stale"), "");
    ExportRequest again =
        new ExportRequest(to, peft, List.of(), true, false, ExportRequest.SHARD_BYTES);
    SmallExport.export(subject, again);
    assertThat(to.resolve("stale")).doesNotExist();
    assertThat(to.resolve("export.json")).exists();

    Files.delete(to.resolve("export.json"));
    assertThatThrownBy(() -> SmallExport.export(subject, again))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no export of ours");
    assertThat(to.resolve("adapter_model.safetensors")).exists();
  }

  @Test
  void whoStopsItLeavesNothingHalfWritten() throws IOException {
    Subject subject = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    var exporter =
        new Exporter(
            subject,
            SmallExport.request(to, List.of(Format.SAFETENSORS, Format.GGUF), BlockType.F16),
            (what, done, total) -> {
              if (what.startsWith("writing ada") && done > 20_000) {
                throw new IllegalStateException("stopped");
              }
            },
            1);
    assertThatThrownBy(exporter::export).hasMessage("stopped");
    nothingIsLeft();
  }

  @Test
  void aFullDiskIsToldBefore() {
    assertThatThrownBy(() -> Exporter.checkRoom(to, 5_000_000, 4_999_999))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("about 5 MB, 4 MB are free");
    Exporter.checkRoom(to, 5_000_000, 5_000_000);
  }

  @Test
  void theEstimateCoversWhatIsWritten() {
    Subject subject = SmallExport.adapter(folder, SmallExport.UNTIED, 0.1);
    ExportRequest request = SmallExport.request(to, ALL, BlockType.F32, BlockType.Q5_0);
    Map<String, Long> estimates = new LinkedHashMap<>();
    Part.all(subject, request, SmallExport.UNTIED, Architecture.MISTRAL)
        .forEach(part -> estimates.put(part.path(), part.bytes()));
    assertThat(SmallExport.export(subject, forced(request)).items())
        .hasSize(7)
        .allSatisfy(item ->
            assertThat(item.bytes()).as(item.path()).isLessThan(estimates.get(item.path())));
  }

  private static ExportRequest forced(ExportRequest request) {
    return new ExportRequest(
        request.to(), request.formats(), request.types(), false, true, request.shardBytes());
  }

  @Test
  void tensorsWithoutAPlaceAreNamed() {
    Subject subject = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    Path file = subject.base().weights().resolve("model.safetensors");
    try (Weights weights = Weights.load(file)) {
      List<NamedTensor> more = new ArrayList<>(WeightsFile.tensors(weights, DataType.F32));
      more.add(NamedTensor.of("model.layers.0.extra.weight", DataType.F32, new float[4], 4));
      SafetensorsWriter.write(file.resolveSibling("new.safetensors"), more, Map.of());
    }
    AtomicFiles.move(file.resolveSibling("new.safetensors"), file);
    assertThatThrownBy(() -> export(subject, List.of(Format.GGUF)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("model.layers.0.extra.weight")
        .hasMessageContaining("--format peft");
    assertThat(to).doesNotExist();
    assertThat(export(subject, List.of(Format.PEFT)).items()).hasSize(1);
  }

  @Test
  void whatLlamaCppCannotLayOverABaseIsRefused() {
    Subject subject = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    Path config = folder.resolve("run/adapter_config.json");
    AtomicFiles.write(config, "{\"use_dora\": true}");
    assertThatThrownBy(() -> export(subject, List.of(Format.LORA_GGUF)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("DoRA")
        .hasMessageContaining("--format gguf");
  }

  @Test
  void scaledAnglesAndOtherTokenizersAreRefusedByName() {
    Subject subject = SmallExport.adapter(folder, SmallExport.TIED, 0.1);
    Path tokenizer = subject.base().weights().resolve("tokenizer.json");
    JsonNode json = Json.read(tokenizer, JsonNode.class);
    String text =
        Json.line(json).replace("\"individual_digits\":true", "\"individual_digits\":false");
    AtomicFiles.write(tokenizer, text);
    assertThatThrownBy(() -> export(subject, List.of(Format.GGUF)))
        .hasMessageContaining("no name in GGUF")
        .hasMessageContaining("--format safetensors");
    AtomicFiles.write(tokenizer, text.replace("\"byte_fallback\":false", "\"byte_fallback\":true"));
    assertThatThrownBy(() -> export(subject, List.of(Format.GGUF)))
        .hasMessageContaining("only byte-level BPE");
  }
}
