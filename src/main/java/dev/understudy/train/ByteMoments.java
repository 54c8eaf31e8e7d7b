package dev.understudy.train;

import dev.understudy.model.NativeFloats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The two moving averages of AdamW for a vector of numbers, a byte each: blocks of 256 share a
/// scale, the largest of them. The step itself is done in float32, between reading and writing
/// them, with what was just computed and not yet rounded.
final class ByteMoments {
  static final int BLOCK = 256;

  private static final float[] SIGNED = ByteCode.SIGNED.table();
  private static final float[] UNSIGNED = ByteCode.UNSIGNED.table();
  private static final int LANES = ByteCode.FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  // Scales below would have no inverse; squares so small are those of gradients under 1e-18.
  private static final float LEAST_SCALE = 1e-36f;

  private final NativeFloats values;
  private final NativeFloats gradients;
  private final boolean decays;
  private final MemorySegment all;
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
    int[] room = new int[BLOCK];
    for (long block = from; block < Math.min(to, blocks()); block++) {
      step(s, block, means, squares, room);
    }
  }

  private void step(Step s, long block, float[] means, float[] squares, int[] room) {
    float meanScale = meanScales.getAtIndex(ValueLayout.JAVA_FLOAT, block);
    float squareScale = squareScales.getAtIndex(ValueLayout.JAVA_FLOAT, block);
    decode(SIGNED, meanCodes, block, means);
    decode(UNSIGNED, squareCodes, block, squares);
    int count = (int) Math.min(BLOCK, values.size() - block * BLOCK);
    for (int i = 0; i < BLOCK; i += LANES) {
      long at = block * BLOCK + i;
      FloatVector g = load(gradients, at, count - i).mul(s.scale());
      FloatVector mean =
          FloatVector.fromArray(ByteCode.FLOATS, means, i)
              .mul(meanScale * s.beta1())
              .add(g.mul(1 - s.beta1()));
      FloatVector square =
          FloatVector.fromArray(ByteCode.FLOATS, squares, i)
              .mul(squareScale * s.beta2())
              .add(g.mul(g).mul(1 - s.beta2()));
      FloatVector divisor = square.lanewise(VectorOperators.SQRT).mul(s.root()).add(s.epsilon());
      FloatVector value = load(values, at, count - i).mul(s.keep());
      store(value.sub(mean.mul(s.size()).div(divisor)), values, at, count - i);
      mean.intoArray(means, i);
      square.intoArray(squares, i);
    }
    keep(block, means, ByteCode.SIGNED, meanCodes, meanScales, room);
    keep(block, squares, ByteCode.UNSIGNED, squareCodes, squareScales, room);
  }

  private static void keep(
      long block,
      float[] numbers,
      ByteCode code,
      MemorySegment codes,
      MemorySegment scales,
      int[] room) {
    FloatVector largest = FloatVector.zero(ByteCode.FLOATS);
    for (int i = 0; i < BLOCK; i += LANES) {
      largest = largest.max(FloatVector.fromArray(ByteCode.FLOATS, numbers, i).abs());
    }
    float found = largest.reduceLanes(VectorOperators.MAX);
    float scale = found < LEAST_SCALE ? 0 : found;
    float inverse = scale == 0 ? 0 : 1 / scale;
    scales.setAtIndex(ValueLayout.JAVA_FLOAT, block, scale);
    for (int i = 0; i < BLOCK; i += LANES) {
      FloatVector part = FloatVector.fromArray(ByteCode.FLOATS, numbers, i).mul(inverse);
      code.encode(part).intoArray(room, i);
    }
    for (int i = 0; i < BLOCK; i += 4) {
      int packed = room[i] | room[i + 1] << 8 | room[i + 2] << 16 | room[i + 3] << 24;
      codes.set(ValueLayout.JAVA_INT, block * BLOCK + i, packed);
    }
  }

  private static void decode(float[] table, MemorySegment codes, long block, float[] to) {
    for (int i = 0; i < BLOCK; i += 4) {
      int packed = codes.get(ValueLayout.JAVA_INT, block * BLOCK + i);
      to[i] = table[packed & 0xFF];
      to[i + 1] = table[packed >>> 8 & 0xFF];
      to[i + 2] = table[packed >>> 16 & 0xFF];
      to[i + 3] = table[packed >>> 24];
    }
  }

  /// Zeros behind the last of `left`.
  private static FloatVector load(NativeFloats from, long index, int left) {
    return left >= LANES
        ? FloatVector.fromMemorySegment(ByteCode.FLOATS, from.segment(), Float.BYTES * index, ORDER)
        : FloatVector.fromMemorySegment(
            ByteCode.FLOATS, from.segment(), Float.BYTES * index, ORDER, first(left));
  }

  private static void store(FloatVector v, NativeFloats to, long index, int left) {
    if (left >= LANES) {
      v.intoMemorySegment(to.segment(), Float.BYTES * index, ORDER);
    } else {
      v.intoMemorySegment(to.segment(), Float.BYTES * index, ORDER, first(left));
    }
  }

  private static VectorMask<Float> first(int left) {
    return ByteCode.FLOATS.indexInRange(0, Math.max(0, left));
  }
}
