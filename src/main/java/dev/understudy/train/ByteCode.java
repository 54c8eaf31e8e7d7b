package dev.understudy.train;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Numbers up to 1 as a byte, dynamic quantisation as Dettmers et al. 2022 (8-bit optimizers via
/// block-wise quantization) have it: seven decades down to 10^-7, each cut in twice as many
/// intervals as the one below, so that large numbers are kept to a percent and small ones do not
/// vanish. A code stands for the middle of its interval, the last one for 1 itself.
///
/// Two liberties: codes with a sign are symmetric, and of those without one, which stand under a
/// square root in a divisor, no code but that of zero means zero.
enum ByteCode {
  /// From -1 to 1: the highest bit is the sign.
  SIGNED(1),
  /// From 0 to 1.
  UNSIGNED(2);

  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = FLOATS.vectorShape().withLanes(int.class);

  private static final int DECADES = 7;
  private static final int SIGN = 128;

  private final int last;
  private final int[] first = new int[DECADES]; // code of each decade
  private final float[] end = new float[DECADES];
  private final float[] width = new float[DECADES]; // of an interval
  private final float[] middle = new float[DECADES]; // of the interval that code 0 would have
  private final float[] perUnit = new float[DECADES]; // codes
  private final float[] shift = new float[DECADES];

  /// @param lowest intervals of the lowest decade
  ByteCode(int lowest) {
    int code = 1;
    for (int i = 0; i < DECADES; i++) {
      double begin = Math.pow(10, i - DECADES);
      int intervals = lowest << i;
      double step = 9 * begin / intervals;
      first[i] = code;
      end[i] = (float) (10 * begin);
      width[i] = (float) step;
      middle[i] = (float) (begin + (0.5 - code) * step);
      perUnit[i] = (float) (1 / step);
      shift[i] = (float) (code - begin / step);
      code += intervals;
    }
    last = code - 1;
  }

  /// @param codes 0 to 255 in each lane
  FloatVector decode(IntVector codes) {
    IntVector size = this == SIGNED ? codes.and(SIGN - 1) : codes;
    FloatVector wide = FloatVector.broadcast(FLOATS, width[0]);
    FloatVector from = FloatVector.broadcast(FLOATS, middle[0]);
    for (int i = 1; i < DECADES; i++) {
      VectorMask<Float> higher = size.compare(VectorOperators.GE, first[i]).cast(FLOATS);
      wide = wide.blend(width[i], higher);
      from = from.blend(middle[i], higher);
    }
    FloatVector value = floats(size).fma(wide, from);
    value = value.blend(0, size.compare(VectorOperators.EQ, 0).cast(FLOATS));
    value = value.blend(1, size.compare(VectorOperators.EQ, last).cast(FLOATS));
    return this == SIGNED
        ? value.lanewise(VectorOperators.NEG, codes.compare(VectorOperators.GE, SIGN).cast(FLOATS))
        : value;
  }

  /// @param numbers at most 1 in size, and none below zero where codes have no sign
  IntVector encode(FloatVector numbers) {
    FloatVector size = this == SIGNED ? numbers.abs() : numbers;
    FloatVector slope = FloatVector.broadcast(FLOATS, perUnit[DECADES - 1]);
    FloatVector from = FloatVector.broadcast(FLOATS, shift[DECADES - 1]);
    for (int i = DECADES - 2; i >= 0; i--) {
      VectorMask<Float> lower = size.compare(VectorOperators.LE, end[i]);
      slope = slope.blend(perUnit[i], lower);
      from = from.blend(shift[i], lower);
    }
    IntVector codes = ints(size.fma(slope, from)).min(last);
    return this == SIGNED
        ? codes.lanewise(
            VectorOperators.OR, SIGN, numbers.compare(VectorOperators.LT, 0).cast(INTS))
        : codes.lanewise(VectorOperators.MAX, 1, numbers.compare(VectorOperators.GT, 0).cast(INTS));
  }

  private static FloatVector floats(IntVector v) {
    return (FloatVector) v.convert(VectorOperators.I2F, 0);
  }

  private static IntVector ints(FloatVector v) {
    return (IntVector) v.convert(VectorOperators.F2I, 0);
  }
}
