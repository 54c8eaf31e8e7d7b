package dev.understudy.model.learn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The exponential function, the same to the bit whether compiled or not.
final class Exp {
  // Rounds to an integer when added, for |x| below 2^22.
  private static final float ROUND = 0x1.8p23f;
  private static final float LOG2E = 1.442695041f;
  // ln 2 in two parts; the first has few bits, so that its products with n are exact.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float BOUND = 87.3f;

  private Exp() {}

  /// e^x for |x| up to 87.3, beyond as there. x = n ln 2 + r; e^r by its Taylor series to r^7, |r|
  /// at most ln(2)/2.
  static FloatVector of(FloatVector x) {
    FloatVector bounded = x.max(-BOUND).min(BOUND);
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
    return FloatVector.broadcast(Matrix.SPECIES, value);
  }
}
