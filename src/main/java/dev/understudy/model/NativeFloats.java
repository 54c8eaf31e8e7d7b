package dev.understudy.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;

/// A contiguous float32 CPU tensor's memory seen from Java, without a copy. Valid as long as the
/// tensor is.
public record NativeFloats(MemorySegment segment) {
  public static NativeFloats of(Tensor tensor) {
    if (!tensor.is_contiguous() || !tensor.is_cpu() || tensor.element_size() != 4) {
      throw new IllegalArgumentException("not a contiguous float32 tensor in main memory");
    }
    long bytes = 4 * tensor.numel();
    return new NativeFloats(
        MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(bytes));
  }

  /// Number of floats.
  public long size() {
    return segment.byteSize() / 4;
  }

  public float get(long index) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  public void set(long index, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
  }

  /// The floats from `from`, `count` of them.
  public MemorySegment slice(long from, long count) {
    return segment.asSlice(4 * from, 4 * count);
  }
}
