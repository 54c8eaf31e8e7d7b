package dev.understudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"f16, F16", "bf16, BF16"})
  void widensAndNarrowsAsTorchDoes(String name, DataType type) throws IOException {
    Path written = folder.resolve("written.safetensors");
    try (Safetensors golden = Safetensors.open(Golden.path("half.safetensors"))) {
      assertThat(golden.metadata()).containsEntry("format", "pt");
      float[] expected = Golden.floats(golden, name + ".f32");
      assertThat(Golden.floats(golden, name)).containsExactly(expected);

      float[] values = Golden.floats(golden, "values");
      SafetensorsWriter.write(
          written, List.of(NamedTensor.of("w", type, values, values.length)), Map.of());
      try (TensorFile file = TensorFiles.open(written)) {
        assertThat(file.tensors().get("w").type()).isEqualTo(type.name());
        assertThat(Golden.floats(file, "w")).containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void keepsInfinitiesAndNotANumber(DataType type) {
    float[] odd = {Float.NaN, Float.intBitsToFloat(0x7F800001), Float.POSITIVE_INFINITY, -1e30f};
    Path path = folder.resolve("odd.safetensors");
    SafetensorsWriter.write(path, List.of(NamedTensor.of("w", type, odd, 4)), Map.of());
    try (TensorFile file = TensorFiles.open(path)) {
      float[] read = Golden.floats(file, "w");
      assertThat(read[0]).isNaN();
      assertThat(read[1]).isNaN();
      assertThat(read[2]).isInfinite();
    }
  }

  @Test
  void writesWiderTypesFirstAndReadsEverythingBack() {
    Path path = folder.resolve("mixed.safetensors");
    float[] many = new float[40_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i * 0.5f;
    }
    SafetensorsWriter.write(
        path,
        List.of(
            NamedTensor.of("half", DataType.F16, new float[] {1, 2, 3}, 3),
            NamedTensor.of("none", DataType.F32, new float[0], 0, 4),
            NamedTensor.of("many", DataType.F32, many, 200, 200)),
        Map.of("who", "Beethoven"));
    try (Safetensors file = Safetensors.open(path)) {
      assertThat(file.tensors().keySet()).containsExactly("none", "many", "half");
      assertThat(file.tensors().get("many").shape()).containsExactly(200, 200);
      assertThat(Golden.floats(file, "many")).containsExactly(many);
      assertThat(Golden.floats(file, "half")).containsExactly(1, 2, 3);
      assertThat(Golden.floats(file, "none")).isEmpty();
      assertThat(file.metadata()).containsExactly(Map.entry("who", "Beethoven"));
    }
  }

  @Test
  void readsShardsThroughTheirIndex() throws IOException {
    shard("model-1.safetensors", "a", 1);
    shard("model-2.safetensors", "b", 2);
    index("{\"weight_map\": {\"b\": \"model-2.safetensors\", \"a\": \"model-1.safetensors\"}}");
    try (TensorFile file = TensorFiles.open(folder)) {
      assertThat(file.tensors().keySet()).containsExactly("b", "a");
      assertThat(Golden.floats(file, "a")).containsExactly(1);
      assertThat(Golden.floats(file, "b")).containsExactly(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                | weight_map: is missing",
        "{ \"weight_map\": {\"a\": \"../x.safetensors\"} } | a file that cannot be",
        "{ \"weight_map\": {\"a\": \"gone.safetensors\"} } | there is no such file",
        "{ \"weight_map\": {\"z\": \"model-1.safetensors\"} } | tensor z: is not in model-1",
        "{ \"weight_map\":                                 | not proper JSON"
      })
  void refusesAWrongIndex(String index, String reason) throws IOException {
    shard("model-1.safetensors", "a", 1);
    index(index);
    assertThatThrownBy(() -> TensorFiles.open(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(reason);
  }

  /// Each header stands before eight bytes of values.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[]                                                                     | not a JSON object",
        "{\"                                                                    | not proper JSON",
        "{\"a\": 1} {}                                                          | not proper JSON",
        "{\"a\": 1}                                                             | unknown type",
        "{\"a\": {\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}      | unknown type",
        "{\"a\": {\"dtype\":\"F32\",\"data_offsets\":[0,8]}}                    | has no shape",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2]}}                             | data_offsets",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}     | a shape of",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}    | a shape of",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[1e30],\"data_offsets\":[0,8]}}   | a shape of",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}      | lies at",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}      | lies at",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}      | needs 12 bytes",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}} | no file",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}      | its tensors take 4",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}, \"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | not proper JSON: Duplicate",
        "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}, \"b\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | overlaps tensor",
        "{\"__metadata__\": {\"k\": 1}}                                         | metadata k"
      })
  void refusesAWrongHeader(String header, String reason) throws IOException {
    Path path = folder.resolve("bad.safetensors");
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    Files.write(path, bytes(text.length, text));
    assertThatThrownBy(() -> Safetensors.open(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1000", "4611686018427387904"})
  void refusesAWrongHeaderLength(long length) throws IOException {
    Path path = folder.resolve("bad.safetensors");
    Files.write(path, bytes(length, new byte[2]));
    assertThatThrownBy(() -> Safetensors.open(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("byte 0");
  }

  @Test
  void namesATypeItCannotReadWhenItIsRead() throws IOException {
    Path path = folder.resolve("ids.safetensors");
    String header = "{\"ids\": {\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    Files.write(path, bytes(header.length(), header.getBytes(StandardCharsets.UTF_8)));
    try (TensorFile file = TensorFiles.open(path)) {
      assertThatThrownBy(() -> Golden.floats(file, "ids"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("tensor ids: has values of type I64");
    }
  }

  @Test
  void refusesAFolderWithoutWeights() {
    assertThatThrownBy(() -> TensorFiles.open(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds no weights");
  }

  private void shard(String file, String name, float value) {
    NamedTensor tensor = NamedTensor.of(name, DataType.F32, new float[] {value}, 1);
    SafetensorsWriter.write(folder.resolve(file), List.of(tensor), Map.of());
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json);
  }

  private static byte[] bytes(long length, byte[] header) {
    return ByteBuffer.allocate(16 + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .putLong(0)
        .array();
  }
}
