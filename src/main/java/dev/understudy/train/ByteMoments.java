package dev.understudy.train;

import dev.understudy.model.NativeFloats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The two moving averages of AdamW for a vector of numbers, a byte each: blocks of 256 share a
/// scale, the largest of them. The step itself is done in float32, between reading and writing
/// them, with what was just computed and not yet rounded.
final class ByteMoments {
  static final int BLOCK = 256;

  private static final int QUARTER = BLOCK / 4;
  private static final int LANES = ByteCode.FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  // Scales below would have no inverse; squares so small are those of gradients under 1e-18.
  private static final float LEAST_SCALE = 1e-36f;

  private final NativeFloats values;
  private final NativeFloats gradients;
  private final boolean decays;
  private final MemorySegment all;
  // An int holds codes of one place in each quarter of a block, so that a vector of ints is four
  // vectors of floats in a row.
  private final MemorySegment meanCodes;
  private final MemorySegment squareCodes;
  private final MemorySegment meanScales;
  private final MemorySegment squareScales;

  /// Both averages zero. They live as long as `arena`.
  ByteMoments(NativeFloats values, NativeFloats gradients, boolean decays, Arena arena) {
    this.values = values;
    this.gradients = gradients;
    this.decays = decays;
    long blocks = blocks();
    all = arena.allocate(blocks * 2 * (BLOCK + Float.BYTES), Float.BYTES);
    meanCodes = all.asSlice(0, blocks * BLOCK);
    squareCodes = all.asSlice(blocks * BLOCK, blocks * BLOCK);
    meanScales = all.asSlice(2 * blocks * BLOCK, blocks * Float.BYTES);
    squareScales = all.asSlice(2 * blocks * BLOCK + blocks * Float.BYTES, blocks * Float.BYTES);
  }

  private long blocks() {
    return (values.size() + BLOCK - 1) / BLOCK;
  }

  /// All there is to keep, as bytes of this machine's order.
  MemorySegment bytes() {
    return all;
  }

  /// What is the same for all numbers of one step.
  ///
  /// @param scale of the gradients
  /// @param keep share of a value that decay leaves
  /// @param size of the step, corrected for the mean's beginning at zero
  /// @param root by which the square's root is multiplied to correct it in the same way
  record Step(
      float scale, float beta1, float beta2, float epsilon, float keep, float size, float root) {}

  boolean decays() {
    return decays;
  }

  /// Learns with blocks `from` to `to`.
  void step(Step s, long from, long to) {
    float[] means = new float[BLOCK];
    float[] squares = new float[BLOCK];
    for (long block = from; block < Math.min(to, blocks()); block++) {
      step(s, block, means, squares);
    }
  }

  private void step(Step s, long block, float[] means, float[] squares) {
    float meanScale = meanScales.getAtIndex(ValueLayout.JAVA_FLOAT, block);
    float squareScale = squareScales.getAtIndex(ValueLayout.JAVA_FLOAT, block);
    FloatVector largestMean = FloatVector.zero(ByteCode.FLOATS);
    FloatVector largestSquare = FloatVector.zero(ByteCode.FLOATS);
    int count = (int) Math.min(BLOCK, values.size() - block * BLOCK);
    for (int k = 0; k < QUARTER; k += LANES) {
      long at = block * BLOCK + 4L * k;
      IntVector meanCode = IntVector.fromMemorySegment(ByteCode.INTS, meanCodes, at, ORDER);
      IntVector squareCode = IntVector.fromMemorySegment(ByteCode.INTS, squareCodes, at, ORDER);
      for (int quarter = 0; quarter < 4; quarter++) {
        int i = quarter * QUARTER + k;
        VectorMask<Float> there = ByteCode.FLOATS.indexInRange(i, Math.max(i, count));
        FloatVector g = load(gradients, block * BLOCK + i, there).mul(s.scale());
        FloatVector mean =
            ByteCode.SIGNED
                .decode(code(meanCode, quarter))
                .mul(meanScale * s.beta1())
                .add(g.mul(1 - s.beta1()));
        FloatVector square =
            ByteCode.UNSIGNED
                .decode(code(squareCode, quarter))
                .mul(squareScale * s.beta2())
                .add(g.mul(g).mul(1 - s.beta2()));
        FloatVector value = load(values, block * BLOCK + i, there);
        FloatVector divisor = square.lanewise(VectorOperators.SQRT).mul(s.root()).add(s.epsilon());
        store(
            value.mul(s.keep()).sub(mean.mul(s.size()).div(divisor)),
            values,
            block * BLOCK + i,
            there);
        mean.intoArray(means, i);
        square.intoArray(squares, i);
        largestMean = largestMean.max(mean.abs());
        largestSquare = largestSquare.max(square);
      }
    }
    keep(block, means, largestMean, ByteCode.SIGNED, meanCodes, meanScales);
    keep(block, squares, largestSquare, ByteCode.UNSIGNED, squareCodes, squareScales);
  }

  private static void keep(
      long block,
      float[] numbers,
      FloatVector largest,
      ByteCode code,
      MemorySegment codes,
      MemorySegment scales) {
    float found = largest.reduceLanes(VectorOperators.MAX);
    float scale = found < LEAST_SCALE ? 0 : found;
    float inverse = scale == 0 ? 0 : 1 / scale;
    scales.setAtIndex(ValueLayout.JAVA_FLOAT, block, scale);
    for (int k = 0; k < QUARTER; k += LANES) {
      IntVector packed = IntVector.zero(ByteCode.INTS);
      for (int quarter = 0; quarter < 4; quarter++) {
        FloatVector part =
            FloatVector.fromArray(ByteCode.FLOATS, numbers, quarter * QUARTER + k).mul(inverse);
        packed = packed.or(code.encode(part).lanewise(VectorOperators.LSHL, Byte.SIZE * quarter));
      }
      packed.intoMemorySegment(codes, block * BLOCK + 4L * k, ORDER);
    }
  }

  private static IntVector code(IntVector packed, int quarter) {
    return packed.lanewise(VectorOperators.LSHR, Byte.SIZE * quarter).and(0xFF);
  }

  private static FloatVector load(NativeFloats from, long index, VectorMask<Float> there) {
    return FloatVector.fromMemorySegment(
        ByteCode.FLOATS, from.segment(), Float.BYTES * index, ORDER, there);
  }

  private static void store(FloatVector v, NativeFloats to, long index, VectorMask<Float> there) {
    v.intoMemorySegment(to.segment(), Float.BYTES * index, ORDER, there);
  }
}
