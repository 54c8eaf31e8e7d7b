package dev.understudy.train;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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

  private static final int DECADES = 7;
  private static final int SIGN = 128;

  private final float last; // code of 1
  private final float above; // least code of a number above zero
  private final float below; // what is added to the code of one below zero
  private final float[] end = new float[DECADES];
  private final float[] table = new float[256];
  private final float[] perUnit = new float[DECADES]; // codes
  private final float[] shift = new float[DECADES];

  /// @param lowest intervals of the lowest decade
  ByteCode(int lowest) {
    int code = 1;
    for (int i = 0; i < DECADES; i++) {
      double begin = Math.pow(10, i - DECADES);
      int intervals = lowest << i;
      double step = 9 * begin / intervals;
      end[i] = (float) (10 * begin);
      for (int k = 0; k < intervals; k++) {
        table[code + k] = (float) (begin + (k + 0.5) * step);
      }
      perUnit[i] = (float) (1 / step);
      shift[i] = (float) (code - begin / step);
      code += intervals;
    }
    last = code - 1;
    table[code - 1] = 1;
    above = lowest == 1 ? 0 : 1;
    below = lowest == 1 ? SIGN : 0;
    for (int k = 1; lowest == 1 && k < SIGN; k++) {
      table[SIGN + k] = -table[k];
    }
  }

  /// What each of the 256 codes stands for.
  float[] table() {
    return table.clone();
  }

  /// @param numbers at most 1 in size, and none below zero where codes have no sign
  /// @return codes of 0 to 255 in each lane
  IntVector encode(FloatVector numbers) {
    FloatVector size = numbers.abs();
    FloatVector slope = byDecade(size, perUnit);
    FloatVector from = byDecade(size, shift);
    FloatVector codes = size.fma(slope, from).min(last);
    // Where a number has the sign, or is above zero in a code without signs.
    FloatVector least =
        FloatVector.zero(FLOATS).blend(above, numbers.compare(VectorOperators.GT, 0));
    FloatVector sign =
        FloatVector.zero(FLOATS).blend(below, numbers.compare(VectorOperators.LT, 0));
    IntVector whole = (IntVector) codes.max(least).convert(VectorOperators.F2I, 0);
    return whole.add((IntVector) sign.convert(VectorOperators.F2I, 0));
  }

  /// Straight on and not as a loop, and short, so that the compiler keeps all in registers.
  private FloatVector byDecade(FloatVector size, float[] of) {
    return FloatVector.broadcast(FLOATS, of[6])
        .blend(of[5], size.compare(VectorOperators.LE, end[5]))
        .blend(of[4], size.compare(VectorOperators.LE, end[4]))
        .blend(of[3], size.compare(VectorOperators.LE, end[3]))
        .blend(of[2], size.compare(VectorOperators.LE, end[2]))
        .blend(of[1], size.compare(VectorOperators.LE, end[1]))
        .blend(of[0], size.compare(VectorOperators.LE, end[0]));
  }
}
