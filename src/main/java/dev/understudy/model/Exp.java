package dev.understudy.model;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The exponential function of talk and training, the same to the bit whether compiled or not, as
/// `VectorOperators.EXP` is not.
public final class Exp {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  // Rounds to an integer when added, for |x| below 2^22.
  private static final float ROUND = 0x1.8p23f;
  private static final float LOG2E = 1.442695041f;
  // ln 2 in two parts; the first has few bits, so that its products with n are exact.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float LOWEST = -87.3f;
  private static final float HIGHEST = 88f;

  private Exp() {}

  /// e^x to 2 units in the last place, for x from -87.3, whose power is about the smallest normal
  /// number, to 88; beyond, as there. x = n ln 2 + r, e^r by its Taylor series to r^7 with |r| at
  /// most ln(2)/2.
  public static FloatVector of(FloatVector x) {
    FloatVector bounded = x.max(LOWEST).min(HIGHEST);
    FloatVector shifted = bounded.fma(all(LOG2E), all(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(all(-LN2_HIGH), bounded);
    r = n.fma(all(-LN2_LOW), r);
    FloatVector p = all(1 / 5040f);
    p = p.fma(r, all(1 / 720f));
    p = p.fma(r, all(1 / 120f));
    p = p.fma(r, all(1 / 24f));
    p = p.fma(r, all(1 / 6f));
    p = p.fma(r, all(0.5f));
    p = p.fma(r, all(1));
    p = p.fma(r, all(1));
    // The integer n sits in the low bits of `shifted`: added to the exponent it is a product with
    // 2^n.
    IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }
}
