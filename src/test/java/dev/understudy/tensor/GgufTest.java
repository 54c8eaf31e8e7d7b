package dev.understudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgufTest {
  @ParameterizedTest
  @EnumSource(BlockType.class)
  void dequantisesToTheLastBitAsThePythonPackageDoes(BlockType type) throws IOException {
    String name = type + ".weight";
    try (TensorFile blocks = TensorFiles.open(Golden.path("gguf_blocks.gguf"));
        TensorFile expected = TensorFiles.open(Golden.path("gguf_blocks.safetensors"))) {
      TensorFile.Info info = blocks.tensors().get(name);
      assertThat(info.type()).isEqualTo(type.name());
      assertThat(info.shape()).containsExactly(2, 256);
      assertThat(Golden.floats(blocks, name)).containsExactly(Golden.floats(expected, name));
    }
  }

  @Test
  void givesTypedMetadataInFileOrder() throws IOException {
    try (Gguf gguf = Gguf.open(Golden.path("gguf_blocks.gguf"))) {
      assertThat(gguf.metadata().keySet())
          .containsExactly("general.architecture", "test.text", "test.numbers");
      assertThat(gguf.text("test.text")).contains("Für Elise – 🎹");
      assertThat(gguf.list("test.numbers", Long.class)).contains(List.of(1L, -2L, 3L));
      assertThat(gguf.text("absent")).isEmpty();
      assertThatThrownBy(() -> gguf.integer("test.text"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("metadata test.text: is not an integer");
      assertThatThrownBy(() -> gguf.list("test.numbers", String.class))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("not a list of String");
    }
  }

  /// Large enough for several workers and an odd last chunk.
  @Test
  void decodesLargeTensorsInParallelIntoAnyMemory(@TempDir Path folder) {
    int rows = 1003;
    int columns = 160;
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path path = folder.resolve("large.gguf");
    GgufBytes.of("f32", 0, values, columns, rows).write(path);
    try (TensorFile file = TensorFiles.open(path);
        Arena confined = Arena.ofConfined()) {
      assertThat(Golden.floats(file, "f32")).containsExactly(values);
      MemorySegment ofOneThread = confined.allocate(4L * values.length);
      file.read("f32", ofOneThread);
      assertThat(ofOneThread.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(values);
    }
  }

  @Test
  void refusesAnUnknownTensorAndATargetOfAnotherSize() throws IOException {
    try (TensorFile file = TensorFiles.open(Golden.path("gguf_blocks.gguf"))) {
      assertThatThrownBy(() -> file.read("nothing", MemorySegment.ofArray(new float[1])))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("holds no tensor nothing");
      assertThatThrownBy(() -> file.read("F32.weight", MemorySegment.ofArray(new float[1])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
