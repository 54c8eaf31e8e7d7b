package dev.understudy.export;

import dev.understudy.problem.UserException;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.Gguf;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a GGUF file says of itself.
final class GgufMetadata {
  private GgufMetadata() {}

  /// What every file says.
  ///
  /// @param kind `model` or `adapter`
  static Map<String, Object> general(
      Subject subject, Architecture architecture, String kind, String name, BlockType type) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("general.architecture", architecture.gguf());
    all.put("general.type", kind);
    all.put("general.name", name);
    all.put(
        "general.description",
        "Trained by Understudy to talk as " + subject.sheet().name() + ". A program plays a part.");
    subject.licence().ifPresent(licence -> all.put("general.license", licence));
    all.put("general.languages", List.of(subject.sheet().language()));
    all.put("general.base_model.count", 1);
    all.put("general.base_model.0.name", subject.baseName());
    all.put("general.file_type", fileType(type));
    return all;
  }

  /// llama.cpp's number for files that are mostly of a type.
  private static int fileType(BlockType type) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case Q4_0 -> 2;
      case Q4_1 -> 3;
      case Q8_0 -> 7;
      case Q5_0 -> 8;
      case Q5_1 -> 9;
      case BF16 -> 32;
      case Q4_K, Q5_K, Q6_K -> throw new IllegalArgumentException(type.name());
    };
  }

  /// The metadata of a file, in the types the writer wants. Our reader gives wide types; those of
  /// 32 bits are what llama.cpp's files hold.
  static Map<String, Object> ofFile(Path path) {
    Map<String, Object> all = new LinkedHashMap<>();
    try (Gguf file = Gguf.open(path)) {
      file.metadata().forEach((key, value) -> all.put(key, narrow(path, key, value)));
    }
    return all;
  }

  private static Object narrow(Path path, String key, Object value) {
    return switch (value) {
      case Long number when number >= 0 && number <= 0xFFFF_FFFFL -> number.intValue();
      case Double number -> number.floatValue();
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Long ->
          list.stream().mapToInt(n -> ((Number) n).intValue()).toArray();
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Double -> floats(list);
      case Boolean truth -> truth;
      case String text -> text;
      case List<?> list -> list;
      default ->
          throw new UserException(
              path + ", metadata " + key,
              "is " + value + ", which can't be written again",
              "Use a base in safetensors.");
    };
  }

  private static float[] floats(List<?> list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Number) list.get(i)).floatValue();
    }
    return values;
  }
}
