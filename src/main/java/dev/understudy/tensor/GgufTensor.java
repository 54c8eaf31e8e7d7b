package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/// A tensor to be written to a GGUF file: float32 values in row-major order and the type to write
/// them as.
///
/// @param rows which row of `values` becomes the given row of the file
public record GgufTensor(
    TensorFile.Info info, BlockType type, MemorySegment values, LongUnaryOperator rows) {
  public GgufTensor {
    if (values.byteSize() != 4 * info.elements() || row(info) % type.elements() != 0) {
      throw new IllegalArgumentException(
          "%s of shape %s has %d bytes, to be %s"
              .formatted(info.name(), Arrays.toString(info.shape()), values.byteSize(), type));
    }
  }

  public static GgufTensor of(String name, BlockType type, MemorySegment values, long... shape) {
    return new GgufTensor(
        new TensorFile.Info(name, type.name(), shape), type, values, LongUnaryOperator.identity());
  }

  public static GgufTensor of(String name, BlockType type, float[] values, long... shape) {
    return of(name, type, MemorySegment.ofArray(values), shape);
  }

  /// The same with its rows in another order.
  public GgufTensor withRows(LongUnaryOperator order) {
    return new GgufTensor(info, type, values, order);
  }

  /// Bytes it takes in the file, without padding.
  public long bytes() {
    return type.bytes(info.elements());
  }

  /// Values of a row.
  int row() {
    return Math.toIntExact(row(info));
  }

  private static long row(TensorFile.Info info) {
    return info.shape()[info.shape().length - 1];
  }
}
