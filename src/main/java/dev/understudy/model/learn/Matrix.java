package dev.understudy.model.learn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.Tensor;

/// A float32 matrix in libtorch's memory, for kernels of ours: rows may lie apart, columns not.
/// Valid as long as its tensor is, and unchecked like all native memory.
///
/// @param address of the first element
/// @param stride bytes from one row to the next
record Matrix(long address, long rows, int columns, long stride) {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorShuffle<Float> FOLD_1 = fold(1);
  private static final VectorShuffle<Float> FOLD_2 = fold(2);
  private static final VectorShuffle<Float> FOLD_4 = fold(4);
  private static final VectorShuffle<Float> FOLD_8 = fold(8);

  static Matrix of(Tensor tensor) {
    return new Matrix(
        tensor.data_ptr().address(),
        tensor.size(0),
        Math.toIntExact(tensor.size(1)),
        4 * tensor.stride(0));
  }

  /// Where a row begins.
  long row(long index) {
    return address + index * stride;
  }

  /// The next floats at `address`, zeros behind the last of `left`.
  static FloatVector load(long address, int left) {
    return left >= LANES
        ? FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER)
        : FloatVector.fromMemorySegment(
            SPECIES, MEMORY, address, ORDER, SPECIES.indexInRange(0, left));
  }

  /// Writes at most `left` floats.
  static void store(FloatVector v, long address, int left) {
    if (left >= LANES) {
      v.intoMemorySegment(MEMORY, address, ORDER);
    } else {
      v.intoMemorySegment(MEMORY, address, ORDER, SPECIES.indexInRange(0, left));
    }
  }

  static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
  }

  static void store(FloatVector v, long address) {
    v.intoMemorySegment(MEMORY, address, ORDER);
  }

  /// Copies `count` floats, times `factor`.
  static void copy(long from, long to, int count, float factor) {
    for (int i = 0; i < count; i += LANES) {
      store(load(from + 4L * i, count - i).mul(factor), to + 4L * i, count - i);
    }
  }

  /// Adds `count` floats, times `factor`.
  static void add(long from, long to, int count, float factor) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector sum =
          load(from + 4L * i, count - i).mul(factor).add(load(to + 4L * i, count - i));
      store(sum, to + 4L * i, count - i);
    }
  }

  static void zero(long from, long count) {
    MEMORY.asSlice(from, 4 * count).fill((byte) 0);
  }

  static float get(long address) {
    return MEMORY.get(ValueLayout.JAVA_FLOAT, address);
  }

  static void set(long address, float value) {
    MEMORY.set(ValueLayout.JAVA_FLOAT, address, value);
  }

  /// The sum of all lanes, halves onto halves. `reduceLanes` may add in another order before and
  /// after compilation, and training shall be the same to the bit.
  static float sum(FloatVector v) {
    FloatVector s = v.add(v.rearrange(FOLD_1));
    s = s.add(s.rearrange(FOLD_2));
    if (LANES >= 8) {
      s = s.add(s.rearrange(FOLD_4));
    }
    if (LANES >= 16) {
      s = s.add(s.rearrange(FOLD_8));
    }
    return s.lane(0);
  }

  /// The largest of all lanes.
  static float max(FloatVector v) {
    return v.reduceLanes(VectorOperators.MAX); // the same in any order
  }

  static float dot(long a, long b, int count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += LANES) {
      sum = load(a + 4L * i, count - i).fma(load(b + 4L * i, count - i), sum);
    }
    return sum(sum);
  }

  private static VectorShuffle<Float> fold(int distance) {
    return VectorShuffle.fromOp(SPECIES, i -> i ^ (distance % LANES));
  }
}
