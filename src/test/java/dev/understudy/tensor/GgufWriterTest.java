package dev.understudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  @TempDir Path folder;

  private static Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", "llama");
    metadata.put("test.text", "Für Elise – 🎹");
    metadata.put("test.u32", (int) 4_000_000_000L);
    metadata.put("test.u64", 1L << 40);
    metadata.put("test.f32", 1e-5f);
    metadata.put("test.bool", true);
    metadata.put("test.texts", List.of("a", "", "é"));
    metadata.put("test.i32s", new int[] {1, -2, 3});
    metadata.put("test.f32s", new float[] {0.5f, -0.25f});
    metadata.put("test.bools", List.of(true, false));
    return metadata;
  }

  @Test
  void writesTheSameBytesAsThePythonPackage() throws IOException {
    Path golden = Golden.path("quantized.gguf");
    Path ours = folder.resolve("ours.gguf");
    AtomicLong written = new AtomicLong();
    List<GgufTensor> tensors = new ArrayList<>();
    try (Gguf file = Gguf.open(golden)) {
      float[] values = Golden.floats(file, "values");
      for (TensorFile.Info info : file.tensors().values()) {
        float[] own = info.name().equals("row") ? Golden.floats(file, "row") : values;
        tensors.add(GgufTensor.of(info.name(), BlockType.valueOf(info.type()), own, info.shape()));
      }
      GgufWriter.write(ours, metadata(), tensors, written::addAndGet);
    }
    assertThat(tensors).extracting(GgufTensor::type).contains(BlockType.Q4_0, BlockType.Q5_1);
    assertThat(Files.readAllBytes(ours)).isEqualTo(Files.readAllBytes(golden));
    assertThat(written).hasValue(tensors.stream().mapToLong(GgufTensor::bytes).sum());
  }

  /// More rows than are encoded at a time, so that each comes from where it should.
  @Test
  void rowsMayBeWrittenInAnotherOrder() {
    int rows = 3000;
    float[] values = new float[rows * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 32;
    }
    Path file = folder.resolve("rows.gguf");
    GgufTensor tensor =
        GgufTensor.of("w", BlockType.F32, values, rows, 32).withRows(row -> rows - 1 - row);
    GgufWriter.write(file, Map.of("general.architecture", "llama"), List.of(tensor), n -> {});
    try (Gguf read = Gguf.open(file)) {
      float[] back = Golden.floats(read, "w");
      assertThat(back[0]).isEqualTo(2999);
      assertThat(back[32 * 1500 + 7]).isEqualTo(1499);
      assertThat(back[back.length - 1]).isZero();
    }
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    assertThatThrownBy(() -> GgufTensor.of("w", BlockType.Q4_0, new float[40], 1, 40))
        .hasMessageContaining("to be Q4_0");
    assertThatThrownBy(() -> GgufTensor.of("w", BlockType.F32, new float[5], 2, 2))
        .hasMessageContaining("20 bytes");
    Path file = folder.resolve("no.gguf");
    GgufTensor twice = GgufTensor.of("w", BlockType.F32, new float[4], 4);
    assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), List.of(twice, twice), n -> {}))
        .hasMessageContaining("given twice");
    assertThatThrownBy(() -> GgufWriter.write(file, Map.of("k", new Object()), List.of(), n -> {}))
        .hasMessageContaining("k is a Object");
    GgufTensor unwritten = GgufTensor.of("w", BlockType.Q6_K, new float[256], 256);
    assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), List.of(unwritten), n -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
