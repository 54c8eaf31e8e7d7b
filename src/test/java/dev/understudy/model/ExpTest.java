package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

class ExpTest {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  @Test
  void isWithinTwoUnitsInTheLastPlace() {
    for (float x = -87.3f; x <= 88; x += 0.0137f) {
      float wanted = (float) Math.exp(x);
      assertThat(Math.abs(exp(x) - wanted)).as("e^" + x).isLessThanOrEqualTo(2 * Math.ulp(wanted));
    }
  }

  @Test
  void staysAtTheEndsBeyondThem() {
    assertThat(exp(-1000)).isEqualTo(exp(-87.3f)).isPositive();
    assertThat(exp(Float.NEGATIVE_INFINITY)).isEqualTo(exp(-87.3f));
    assertThat(exp(1000)).isEqualTo(exp(88)).isFinite();
  }

  private static float exp(float x) {
    return Exp.of(FloatVector.broadcast(S, x)).lane(S.length() - 1);
  }
}
