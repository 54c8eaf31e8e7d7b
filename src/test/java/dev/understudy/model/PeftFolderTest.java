package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.problem.UserException;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.SafetensorsWriter;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PeftFolderTest {
  /// The tiny llama of tools/golden/peft_save.py.
  private static final ModelConfig BASE =
      new ModelConfig(2, 16, 4, 2, 4, 24, 40, 10_000f, 1e-6f, 2048, true, "llama");

  private static final String Q = "base_model.model.model.layers.0.self_attn.q_proj";

  @TempDir Path folder;

  @Test
  void readsWhatPeftHasWritten() {
    Path peft = GoldenTokens.path("peft");
    LoraAdapter adapter = PeftFolder.read(peft, BASE);
    assertThat(adapter.config())
        .isEqualTo(new LoraConfig(4, 8, 0.05, List.of("q_proj", "down_proj")));
    assertThat(PeftFolder.baseName(peft)).contains("smollm2-135m");
    try (TensorFile deltas = TensorFiles.open(GoldenTokens.path("peft_delta.safetensors"))) {
      assertThat(adapter.pairs().keySet()).isEqualTo(deltas.tensors().keySet()).hasSize(4);
      adapter
          .pairs()
          .forEach((module, pair) -> {
            float[] delta = new float[(int) deltas.tensors().get(module).elements()];
            deltas.read(module, MemorySegment.ofArray(delta));
            assertThat(product(adapter.config(), pair)).containsExactly(delta, within(1e-5f));
          });
    }
  }

  private static float[] product(LoraConfig config, LoraAdapter.Pair pair) {
    int rank = config.rank();
    int in = pair.a().length / rank;
    float[] delta = new float[pair.b().length / rank * in];
    for (int i = 0; i < delta.length; i++) {
      double sum = 0;
      for (int r = 0; r < rank; r++) {
        sum += pair.b()[i / in * rank + r] * pair.a()[r * in + i % in];
      }
      delta[i] = (float) (config.scale() * sum);
    }
    return delta;
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void readsBackWhatItWrites(DataType type) {
    readsBack(random(), type);
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void readsBackMagnitudesToTheLastBit(DataType type) {
    readsBack(dora(), type);
    LoraAdapter read = PeftFolder.read(folder, BASE);
    dora()
        .pairs()
        .forEach((module, pair) ->
            assertThat(read.pairs().get(module).magnitude()).isEqualTo(pair.magnitude()));
  }

  private void readsBack(LoraAdapter adapter, DataType type) {
    PeftFolder.write(folder, adapter, "a base", type);
    LoraAdapter read = PeftFolder.read(folder, BASE);
    assertThat(read.config()).isEqualTo(adapter.config());
    assertThat(read.pairs().keySet()).isEqualTo(adapter.pairs().keySet());
    float tolerance = type == DataType.F32 ? 0 : 0.02f;
    adapter
        .pairs()
        .forEach((module, pair) -> {
          assertThat(read.pairs().get(module).a()).containsExactly(pair.a(), within(tolerance));
          assertThat(read.pairs().get(module).b()).containsExactly(pair.b(), within(tolerance));
        });
  }

  private static LoraAdapter dora() {
    LoraAdapter plain = random();
    Random random = new Random(2);
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    plain
        .pairs()
        .forEach((module, pair) -> {
          float[] magnitude = new float[pair.b().length / 3];
          for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = 1 + random.nextFloat();
          }
          pairs.put(module, new LoraAdapter.Pair(pair.a(), pair.b(), magnitude));
        });
    return new LoraAdapter(new LoraConfig(3, 6, 0, LoraConfig.ALL_LINEAR, true, true), pairs);
  }

  private static LoraAdapter random() {
    LoraConfig config = new LoraConfig(3, 6, 0, LoraConfig.ALL_LINEAR);
    Random random = new Random(1);
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    for (int layer = 0; layer < BASE.layers(); layer++) {
      for (String module : Weights.linearModules()) {
        LinearShape shape = LinearShape.of(module.substring(module.indexOf('.') + 1), BASE);
        float[] a = new float[3 * shape.in()];
        float[] b = new float[3 * shape.out()];
        for (int i = 0; i < a.length; i++) {
          a[i] = (float) random.nextGaussian();
        }
        Arrays.fill(b, layer + 0.5f);
        pairs.put("model.layers." + layer + "." + module, new LoraAdapter.Pair(a, b));
      }
    }
    return new LoraAdapter(config, pairs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"LORA\"                | \"IA3\"                 | peft_type: is IA3",
        "\"use_dora\": false     | \"use_dora\": true      | lora_magnitude_vector: is missing from DoRA",
        "\"rank_pattern\": {}    | \"rank_pattern\": {\"q_proj\": 2} | not that of rank 2",
        "\"rank_pattern\": {}    | \"rank_pattern\": {\"q_proj\": 0} | rank_pattern: q_proj is 0",
        "\"alpha_pattern\": {}   | \"alpha_pattern\": {\"q_(\": 2}   | alpha_pattern: 'q_(' is no expression",
        "\"modules_to_save\": null | \"modules_to_save\": [\"lm_head\"] | modules_to_save: is",
        "\"bias\": \"none\"      | \"bias\": \"all\"       | bias: is all",
        "\"q_proj\"              | \"v_proj\"              | target_modules: names v_proj",
        "\"r\": 4                | \"r\": 5                | has the shape [4, 24], not that of rank 5",
        "\"lora_alpha\": 8       | \"lora_alpha\": 0       | lora_alpha, lora_dropout: cannot be",
        "\"lora_dropout\": 0.05  | \"lora_dropout\": 1     | cannot be",
        "{                       | [                       | line 2: is not proper JSON"
      })
  void refusesAConfigurationItWouldMisunderstand(String from, String to, String reason)
      throws IOException {
    Path peft = GoldenTokens.path("peft");
    Files.copy(
        peft.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
    String json = Files.readString(peft.resolve("adapter_config.json"));
    assertThat(json).contains(from);
    Files.writeString(folder.resolve("adapter_config.json"), json.replaceFirst(quoted(from), to));
    assertThatThrownBy(() -> PeftFolder.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void aConfigurationCutShortIsToldInPlainWords() throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": [\"LORA\"");
    assertThatThrownBy(() -> PeftFolder.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("adapter_config.json, line 1: is not proper JSON: Unexpected end-of")
        .hasMessageNotContaining("[Source");
  }

  private static String quoted(String text) {
    return Pattern.quote(text);
  }

  @Test
  void refusesWeightsThatDoNotFit() {
    assertThatThrownBy(() -> PeftFolder.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("adapter_config.json is missing");
    PeftFolder.write(folder, random(), "a base", DataType.F32);
    assertThat(refusal(tensor(Q + ".lora_A.weight", 3, 16)))
        .contains(Q + ".lora_B.weight: is missing from its pair");
    assertThat(refusal(tensor(Q + ".lora_A.weight", 3, 16), tensor(Q + ".lora_B.weight", 3, 16)))
        .contains("lora_B.weight: has the shape [3, 16], not that of rank 3");
    assertThat(refusal(tensor(Q + ".lora_A.weight", 48), tensor(Q + ".lora_B.weight", 16, 3)))
        .contains("lora_A.weight: has the shape [48]");
    assertThat(
            refusal(
                tensor(Q + ".lora_A.weight", 3, 16),
                tensor(Q + ".lora_B.weight", 16, 3),
                tensor(Q + ".lora_magnitude_vector", 16)))
        .contains("lora_magnitude_vector: is DoRA's, but `use_dora` is off");
    assertThat(refusal(tensor("base_model.model.lm_head.lora_A.weight", 3, 16)))
        .contains("lm_head.lora_A.weight: belongs to no linear module");
    assertThat(refusal(tensor("base_model.model.model.layers.0.mlp.q_proj.lora_A.weight", 3, 16)))
        .contains("belongs to no linear module");
  }

  @Test
  void refusesAnAdapterOfAnotherBase() {
    PeftFolder.write(folder, random(), "a base", DataType.F32);
    assertThatThrownBy(() -> PeftFolder.read(folder, Tiny.CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("maps 24 values to 16; the base has 3 layers and maps 48 to 32 there")
        .hasMessageContaining("made for another base");
    ModelConfig shallow =
        new ModelConfig(1, 16, 4, 2, 4, 24, 40, 10_000f, 1e-6f, 2048, true, "llama");
    assertThatThrownBy(() -> PeftFolder.read(folder, shallow))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("model.layers.1.")
        .hasMessageContaining("the base has 1 layers");
  }

  @Test
  void goesOnOnlyFromWhatAgreesWithTheSettings() {
    LoraAdapter adapter = random();
    PeftFolder.write(folder, adapter, "a base", DataType.F32);
    assertThat(PeftFolder.read(folder, BASE, adapter.config()).pairs()).hasSize(14);
    var other = new LoraConfig(4, 8, 0.1, List.of("q_proj"), true, true);
    assertThatThrownBy(() -> PeftFolder.read(folder, BASE, other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("adapter_config.json, r: is 3, the recipe wants 4")
        .hasMessageContaining("Set lora.rank: 3 in the recipe")
        .hasMessageContaining("lora_alpha: is 6.0, the recipe wants 8.0")
        .hasMessageContaining("down_proj], the recipe wants [q_proj]")
        .hasMessageContaining("use_rslora: is false, the recipe wants true")
        .hasMessageContaining("use_dora: is false");
    Map<String, LoraAdapter.Pair> some = new LinkedHashMap<>(adapter.pairs());
    some.remove("model.layers.1.mlp.up_proj");
    PeftFolder.write(folder, new LoraAdapter(adapter.config(), some), "a base", DataType.F32);
    assertThatThrownBy(() -> PeftFolder.read(folder, BASE, adapter.config()))
        .hasMessageContaining("holds 13 of 14 modules");
  }

  private static NamedTensor tensor(String name, long... shape) {
    int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return NamedTensor.of(name, DataType.F32, new float[elements], shape);
  }

  private String refusal(NamedTensor... tensors) {
    SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"), List.of(tensors), Map.of());
    try {
      PeftFolder.read(folder);
      return "none";
    } catch (UserException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
