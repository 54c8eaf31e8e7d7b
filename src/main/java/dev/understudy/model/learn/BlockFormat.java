package dev.understudy.model.learn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Formats of ggml in which frozen weights stay as they are, 32 values a block, with kernels that
/// bring them to float32, to the bit as `tensor` does. What is in another format is brought into
/// Q8_0 or Q4_0 here.
///
/// Four bits are Q4_0 and not NF4 (Dettmers et al. 2023): with the scale that fits each block best
/// Q4_0 errs less at the same 4.5 bits a value, and files in it are kept as they are.
enum BlockFormat {
  /// One float16 scale d, then 32 signed bytes q: d q.
  Q8_0(34),
  /// One float16 scale d, then 16 bytes, low nibbles first: d (q - 8).
  Q4_0(18),
  /// A float16 scale d and minimum m, then nibbles: d q + m.
  Q4_1(20);

  /// Values of a block.
  static final int SIZE = 32;

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  private static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;
  private static final int HALF_BLOCK = 16;

  // Rounds to an integer when added, ties to even, for |x| below 2^22.
  private static final float ROUND = 0x1.8p23f;

  // Which share of the largest value's distance a step of Q4_0 may be: one of these fits best.
  private static final float[] STEPS = {8, 6.6f, 7, 7.4f, 7.8f, 8.2f, 8.6f, 9};

  final int bytes;

  BlockFormat(int bytes) {
    this.bytes = bytes;
  }

  static Optional<BlockFormat> named(String type) {
    return Arrays.stream(values()).filter(f -> f.name().equals(type)).findFirst();
  }

  /// Whether it takes no more bits than are wanted, the minimum of Q4_1 not counted.
  boolean isWithin(BlockFormat wanted) {
    return wanted == Q8_0 || this != Q8_0;
  }

  /// Brings `blocks` blocks at `from` to float32 at `to`.
  void decode(long from, int blocks, long to) {
    switch (this) {
      case Q8_0 -> q8(from, blocks, to);
      case Q4_0 -> q4(from, blocks, to);
      case Q4_1 -> q41(from, blocks, to);
    }
  }

  private static void q8(long from, int blocks, long to) {
    for (int b = 0; b < blocks; b++) {
      long at = from + 34L * b;
      float d = half(at);
      long out = to + 4L * SIZE * b;
      scaled(bytes(at + 2), d, out);
      scaled(bytes(at + 2 + HALF_BLOCK), d, out + 4 * HALF_BLOCK);
    }
  }

  private static void q4(long from, int blocks, long to) {
    for (int b = 0; b < blocks; b++) {
      long at = from + 18L * b;
      float d = half(at);
      long out = to + 4L * SIZE * b;
      ByteVector q = bytes(at + 2);
      scaled(q.and((byte) 15).sub((byte) 8), d, out);
      scaled(high(q).sub((byte) 8), d, out + 4 * HALF_BLOCK);
    }
  }

  private static void q41(long from, int blocks, long to) {
    for (int b = 0; b < blocks; b++) {
      long at = from + 20L * b;
      float d = half(at);
      float m = half(at + 2);
      long out = to + 4L * SIZE * b;
      ByteVector q = bytes(at + 4);
      scaled(q.and((byte) 15), d, m, out);
      scaled(high(q), d, m, out + 4 * HALF_BLOCK);
    }
  }

  private static ByteVector bytes(long at) {
    return ByteVector.fromMemorySegment(SIXTEEN, MEMORY, at, ORDER);
  }

  private static ByteVector high(ByteVector q) {
    return q.lanewise(VectorOperators.LSHR, 4).and((byte) 15);
  }

  private static void scaled(ByteVector q, float d, long to) {
    for (int part = 0; part < HALF_BLOCK / Matrix.LANES; part++) {
      Matrix.store(floats(q, part).mul(d), to + 4L * Matrix.LANES * part);
    }
  }

  private static void scaled(ByteVector q, float d, float m, long to) {
    for (int part = 0; part < HALF_BLOCK / Matrix.LANES; part++) {
      Matrix.store(floats(q, part).mul(d).add(m), to + 4L * Matrix.LANES * part);
    }
  }

  private static FloatVector floats(ByteVector q, int part) {
    return (FloatVector) q.convertShape(VectorOperators.B2F, Matrix.SPECIES, part);
  }

  private static float half(long at) {
    return Float.float16ToFloat(MEMORY.get(HALF, at));
  }

  /// Brings `blocks` blocks of floats at `from` into this format at `to`.
  void encode(long from, int blocks, long to) {
    float[] x = new float[SIZE];
    for (int b = 0; b < blocks; b++) {
      MemorySegment.copy(
          MEMORY, ValueLayout.JAVA_FLOAT_UNALIGNED, from + 4L * SIZE * b, x, 0, SIZE);
      long at = to + (long) bytes * b;
      switch (this) {
        case Q8_0 -> toQ8(x, at);
        case Q4_0 -> toQ4(x, at);
        case Q4_1 -> throw new UnsupportedOperationException("nothing is brought into Q4_1");
      }
    }
  }

  private static void toQ8(float[] x, long to) {
    float most = 0;
    for (float v : x) {
      most = Math.max(most, Math.abs(v));
    }
    float d = scale(to, most / 127);
    float inverse = d == 0 ? 0 : 1 / d;
    for (int i = 0; i < SIZE; i++) {
      float q = Math.clamp(rounded(x[i] * inverse), -127, 127);
      MEMORY.set(ValueLayout.JAVA_BYTE, to + 2 + i, (byte) q);
    }
  }

  /// The largest value, by size, gets about -8, and the scale is the one that errs least.
  private static void toQ4(float[] x, long to) {
    float largest = 0;
    for (float v : x) {
      largest = Math.abs(v) > Math.abs(largest) ? v : largest;
    }
    float best = 0;
    float least = Float.POSITIVE_INFINITY;
    for (float step : STEPS) {
      float d = Float.float16ToFloat(Float.floatToFloat16(-largest / step));
      float error = d == 0 ? Float.POSITIVE_INFINITY : error(x, d);
      if (error < least) {
        least = error;
        best = d;
      }
    }
    float d = scale(to, best);
    float inverse = d == 0 ? 0 : 1 / d;
    for (int i = 0; i < HALF_BLOCK; i++) {
      int low = nibble(x[i] * inverse);
      int high = nibble(x[HALF_BLOCK + i] * inverse);
      MEMORY.set(ValueLayout.JAVA_BYTE, to + 2 + i, (byte) (low | high << 4));
    }
  }

  private static int nibble(float x) {
    return (int) Math.clamp(rounded(x), -8, 7) + 8;
  }

  /// The squared error of a block in steps of `d`.
  private static float error(float[] x, float d) {
    FloatVector sum = FloatVector.zero(Matrix.SPECIES);
    float inverse = 1 / d;
    for (int i = 0; i < SIZE; i += Matrix.LANES) {
      FloatVector v = FloatVector.fromArray(Matrix.SPECIES, x, i);
      FloatVector q = v.mul(inverse).add(ROUND).sub(ROUND).max(-8).min(7);
      FloatVector off = q.mul(d).sub(v);
      sum = off.fma(off, sum);
    }
    return Matrix.sum(sum);
  }

  private static float rounded(float x) {
    return x + ROUND - ROUND;
  }

  private static float scale(long to, float value) {
    short half = Float.floatToFloat16(value);
    MEMORY.set(HALF, to, half);
    return Float.float16ToFloat(half);
  }
}
