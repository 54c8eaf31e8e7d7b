package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A tensor to be written: float32 values in row-major order, `4 * elements` bytes, and the type to
/// write them as.
public record NamedTensor(TensorFile.Info info, DataType type, MemorySegment values) {
  public NamedTensor {
    if (values.byteSize() != 4 * info.elements()) {
      throw new IllegalArgumentException(
          "%s of shape %s has %d bytes"
              .formatted(info.name(), Arrays.toString(info.shape()), values.byteSize()));
    }
  }

  public static NamedTensor of(String name, DataType type, MemorySegment values, long... shape) {
    return new NamedTensor(new TensorFile.Info(name, type.name(), shape), type, values);
  }

  public static NamedTensor of(String name, DataType type, float[] values, long... shape) {
    return of(name, type, MemorySegment.ofArray(values), shape);
  }

  public String name() {
    return info.name();
  }

  /// Bytes it takes in the file.
  public long bytes() {
    return info.elements() * type.bytes();
  }
}
