package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every supported family says what it says in transformers, read from either format, and is
/// written as it was read.
class ArchitecturesTest {
  /// Of the largest logit, which is about 5.
  private static final float SHARE = 1e-5f;

  @ParameterizedTest
  @MethodSource("dev.understudy.model.GoldenArchitecture#all")
  void aFolderGivesTheLogitsOfTransformers(GoldenArchitecture golden) {
    compare(golden, golden.folder());
  }

  @ParameterizedTest
  @MethodSource("dev.understudy.model.GoldenArchitecture#inGguf")
  void aGgufFileGivesTheSame(GoldenArchitecture golden) {
    compare(golden, golden.gguf());
    try (Weights folder = Weights.load(golden.folder());
        Weights gguf = Weights.load(golden.gguf())) {
      for (int i = 0; i < folder.all().size(); i++) {
        assertThat(gguf.all().get(i).equal(folder.all().get(i))).as("tensor %d", i).isTrue();
      }
    }
  }

  private static void compare(GoldenArchitecture golden, Path base) {
    float[] expected = golden.floats("logits");
    int[] tokens = GoldenArchitecture.example().tokens();
    float largest = 0;
    for (float logit : expected) {
      largest = Math.max(largest, Math.abs(logit));
    }
    assertThat(largest).isGreaterThan(2);
    try (Weights weights = Weights.load(base);
        Engine ours = new Decoder(weights, 2);
        Engine torch = new TorchDecoder(weights, Devices.TORCH)) {
      for (Engine engine : new Engine[] {ours, torch}) {
        float[][] logits = Tiny.all(engine, tokens);
        int vocabulary = engine.vocabulary();
        for (int i = 0; i < expected.length; i++) {
          assertThat(logits[i / vocabulary][i % vocabulary])
              .as("%s, token %d", engine.getClass().getSimpleName(), i / vocabulary)
              .isCloseTo(expected[i], within(SHARE * largest));
        }
      }
    }
  }

  @Test
  void oneOfThemIsInShardsAndHeadsAreOfEveryKind() {
    assertThat(new GoldenArchitecture("llama").folder().resolve("model.safetensors.index.json"))
        .exists();
    assertThat(GoldenArchitecture.all().map(a -> ModelConfig.of(a.folder()).tiedHead()))
        .contains(true, false);
    ModelConfig qwen3 = ModelConfig.of(new GoldenArchitecture("qwen3").folder());
    assertThat(qwen3.heads() * qwen3.headDim()).isNotEqualTo(qwen3.width());
    assertThat(qwen3.variant().headNorms()).isTrue();
    assertThat(ModelConfig.of(new GoldenArchitecture("qwen2").folder()).variant().biases())
        .isTrue();
  }

  /// Factors of one, between and four, so that each kind of pair is there.
  @Test
  void llama3ScalingIsTheSameInBothFormats() {
    var golden = new GoldenArchitecture("llama3");
    var folder = ModelConfig.of(golden.folder()).variant().ropeFactors();
    var gguf = ModelConfig.of(golden.gguf()).variant().ropeFactors();
    assertThat(folder.getFirst()).isEqualTo(1);
    assertThat(folder.get(1)).isBetween(1.5, 3.5);
    assertThat(folder.getLast()).isEqualTo(4);
    for (int i = 0; i < folder.size(); i++) {
      assertThat(gguf.get(i)).isCloseTo(folder.get(i), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.understudy.model.GoldenArchitecture#all")
  void isWrittenUnderTheSameNamesAndReadBack(GoldenArchitecture golden, @TempDir Path folder) {
    Path file = folder.resolve("weights.safetensors");
    try (Weights weights = Weights.load(golden.folder())) {
      WeightsFile.write(file, weights);
      try (Weights back = WeightsFile.read(file, weights.config());
          TensorFile written = TensorFiles.open(file);
          TensorFile original = TensorFiles.open(golden.folder())) {
        assertThat(written.tensors().keySet())
            .containsExactlyInAnyOrderElementsOf(original.tensors().keySet());
        for (int i = 0; i < weights.all().size(); i++) {
          assertThat(back.all().get(i).equal(weights.all().get(i))).as("tensor %d", i).isTrue();
        }
      }
    }
  }
}
