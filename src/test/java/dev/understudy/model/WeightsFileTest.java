package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesBackEveryNumber(boolean tied) {
    ModelConfig config = tied ? Tiny.CONFIG : Tiny.UNTIED;
    Path file = folder.resolve("model.safetensors");
    try (Weights written = Weights.random(config, 4)) {
      WeightsFile.write(file, written);
      try (Weights read = WeightsFile.read(file, config)) {
        assertThat(read.all()).hasSameSizeAs(written.all());
        for (int i = 0; i < read.all().size(); i++) {
          assertThat(floats(read, i)).as("tensor %d", i).isEqualTo(floats(written, i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesAFileOfAnotherShape(boolean tied) {
    Path file = folder.resolve("model.safetensors");
    try (Weights written = Weights.random(tied ? Tiny.CONFIG : Tiny.UNTIED, 4)) {
      WeightsFile.write(file, written);
    }
    assertThatThrownBy(() -> WeightsFile.read(file, tied ? Tiny.UNTIED : Tiny.CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(file.toString());
  }

  private static float[] floats(Weights weights, int tensor) {
    return NativeFloats.of(weights.all().get(tensor)).segment().toArray(ValueLayout.JAVA_FLOAT);
  }
}
