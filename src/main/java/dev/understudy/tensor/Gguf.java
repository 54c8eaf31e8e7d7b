package dev.understudy.tensor;

import dev.understudy.problem.UserException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A GGUF file of version 2 or 3, little-endian: metadata and tensors.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
public final class Gguf implements TensorFile {
  private final MappedFile file;
  private final Map<String, Object> metadata;
  private final MappedTensors tensors;

  Gguf(MappedFile file, Map<String, Object> metadata, MappedTensors tensors) {
    this.file = file;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /// Maps the file and checks its whole header; a file that is truncated, altered or hostile is
  /// refused with the place.
  public static Gguf open(Path path) {
    MappedFile file = MappedFile.open(path);
    try {
      return new GgufHeader(file).read();
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// Values are `Long` (every integer type), `Double`, `Boolean`, `String`, or a `List` of one of
  /// these.
  public Map<String, Object> metadata() {
    return metadata;
  }

  public Optional<String> text(String key) {
    return value(key, String.class, "text");
  }

  public Optional<Long> integer(String key) {
    return value(key, Long.class, "an integer");
  }

  /// A floating point number; an integer is taken for one.
  public Optional<Double> number(String key) {
    return value(key, Number.class, "a number").map(Number::doubleValue);
  }

  /// A list whose values all have type `T`: `String`, `Long`, `Double` or `Boolean`.
  public <T> Optional<List<T>> list(String key, Class<T> type) {
    return value(key, List.class, "a list")
        .map(values -> {
          for (Object value : values) {
            if (!type.isInstance(value)) {
              throw wrong(key, "a list of " + type.getSimpleName());
            }
          }
          @SuppressWarnings("unchecked")
          List<T> checked = values;
          return checked;
        });
  }

  private <T> Optional<T> value(String key, Class<T> type, String kind) {
    Object value = metadata.get(key);
    if (value != null && !type.isInstance(value)) {
      throw wrong(key, kind);
    }
    return Optional.ofNullable(type.cast(value));
  }

  private UserException wrong(String key, String kind) {
    return file.refuse("metadata " + key, "is not " + kind);
  }

  @Override
  public Map<String, Info> tensors() {
    return tensors.infos();
  }

  @Override
  public void read(String name, MemorySegment target) {
    tensors.read(name, target);
  }

  @Override
  public MemorySegment stored(String name) {
    return tensors.stored(name);
  }

  @Override
  public void close() {
    file.close();
  }
}
