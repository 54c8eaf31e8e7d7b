package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.Combination.Weighted;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Adapters of every kind as PEFT saved them: the logits it gave with them, and the weights it
/// merged them to (tools/golden/peft_variants.py).
class PeftVariantsTest {
  private static final Path GOLDEN = GoldenTokens.path("variants");

  private static final Path OURS = GoldenTokens.path("ours");

  @TempDir Path folder;

  record Logits(int[] tokens, Map<String, float[][]> logits) {}

  private static final Logits PEFT = Json.read(GOLDEN.resolve("logits.json"), Logits.class);

  @ParameterizedTest
  @ValueSource(strings = {"plain", "rslora", "dora", "dora_rslora", "patterns"})
  void whatPeftSavedDoesHereWhatItDidThere(String name) {
    try (Weights weights = Weights.load(GOLDEN)) {
      compare(weights, "base");
      weights.merge(PeftFolder.read(GOLDEN.resolve(name), weights.config()));
      compare(weights, name);
    }
  }

  /// What tools/golden/peft_load.py has given to PEFT is what we write today, to the byte, and PEFT
  /// made the same logits of it.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "rslora", "dora", "dora_rslora"})
  void whatWeWriteDoesInPeftWhatItDoesHere(String kind) throws IOException {
    Path given = OURS.resolve(kind);
    Path now = OurAdapters.write(kind, folder);
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      assertThat(now.resolve(file)).hasSameBinaryContentAs(given.resolve(file));
    }
    Logits peft = Json.read(OURS.resolve("logits.json"), Logits.class);
    try (Weights weights = Weights.load(GOLDEN)) {
      weights.merge(PeftFolder.read(now, weights.config()));
      compare(weights, kind, peft);
    }
  }

  @ParameterizedTest
  @EnumSource(Combination.class)
  void combinesAsPeftDoes(Combination combination) {
    LoraAdapter plain = PeftFolder.read(GOLDEN.resolve("plain"));
    LoraAdapter other = PeftFolder.read(GOLDEN.resolve("other"));
    LoraAdapter mixed =
        combination.of(List.of(new Weighted(plain, 0.75), new Weighted(other, -0.5)));
    assertThat(mixed.config().rank()).isEqualTo(combination == Combination.CAT ? 8 : 4);
    try (Weights weights = Weights.load(GOLDEN)) {
      weights.merge(mixed);
      compare(weights, combination == Combination.CAT ? "cat" : "linear");
    }
  }

  @Test
  void oneAloneIsLeftAsItIs() {
    LoraAdapter dora = PeftFolder.read(GOLDEN.resolve("dora"));
    assertThat(Combination.CAT.of(List.of(new Weighted(dora, 1)))).isSameAs(dora);
  }

  @Test
  void whatCannotBeCombinedIsTold() {
    LoraAdapter plain = PeftFolder.read(GOLDEN.resolve("plain"));
    LoraAdapter dora = PeftFolder.read(GOLDEN.resolve("dora"));
    LoraAdapter patterns = PeftFolder.read(GOLDEN.resolve("patterns"));
    var pair = new LoraAdapter.Pair(new float[4 * 8], new float[16 * 4]);
    var ofAnother =
        new LoraAdapter(
            new LoraConfig(4, 4, 0, List.of("q_proj")),
            Map.of("model.layers.0.self_attn.q_proj", pair));
    assertThatThrownBy(() -> both(Combination.CAT, plain, dora))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("one of them is DoRA's");
    assertThatThrownBy(() -> both(Combination.LINEAR, plain, patterns))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("have the ranks [4, 3], linear takes equal ones");
    assertThatThrownBy(() -> both(Combination.CAT, plain, ofAnother))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("they take it for a module of different sizes: [16, 8]");
  }

  private static LoraAdapter both(Combination combination, LoraAdapter one, LoraAdapter other) {
    return combination.of(List.of(new Weighted(one, 1), new Weighted(other, 1)));
  }

  private static void compare(Weights weights, String name) {
    compare(weights, name, PEFT);
    if (!name.equals("base")) {
      compareMerged(weights, GOLDEN.resolve(name + ".safetensors"));
    }
  }

  private static void compare(Weights weights, String name, Logits peft) {
    try (Decoder decoder = new Decoder(weights, 1)) {
      float[][] ours = Tiny.all(decoder, peft.tokens());
      float[][] theirs = peft.logits().get(name);
      for (int i = 0; i < theirs.length; i++) {
        assertThat(ours[i]).as("%s, token %d", name, i).containsExactly(theirs[i], within(1e-4f));
      }
    }
  }

  private static void compareMerged(Weights weights, Path file) {
    try (TensorFile merged = TensorFiles.open(file);
        PointerScope scope = new PointerScope()) {
      assertThat(merged.tensors()).hasSize(14);
      for (String name : merged.tensors().keySet()) {
        float[] theirs = new float[(int) merged.tensors().get(name).elements()];
        merged.read(name, MemorySegment.ofArray(theirs));
        var ours = NativeFloats.of(weights.module(name.replaceFirst("\\.weight$", "")));
        assertThat(ours.segment().toArray(ValueLayout.JAVA_FLOAT))
            .as(name)
            .containsExactly(theirs, within(1e-5f));
      }
    }
  }
}
