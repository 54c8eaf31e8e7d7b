package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return x;
  }

  /// Sizes around whole vectors and whole tiles.
  @ParameterizedTest
  @CsvSource({"1,1,1", "4,16,1", "5,17,2", "7,33,3", "12,64,4", "9,15,5", "13,100,7"})
  void productsAreRightAndEqualBitForBitHoweverTheyAreCut(int rows, int columns, int count) {
    float[] w = random(rows * columns, 1);
    float[] x = random(count * columns, 2);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, w);
      Kernels.Matrix matrix = new Kernels.Matrix(data, rows, columns);
      float[] whole = new float[count * rows];
      Kernels.multiply(matrix, 0, rows, x, columns, count, whole, rows, false);
      float[] cut = new float[count * rows];
      Arrays.fill(cut, 1);
      int middle = rows / 3;
      for (int m = 0; m < count; m++) {
        float[] one = Arrays.copyOfRange(x, m * columns, (m + 1) * columns);
        float[] out = new float[rows];
        Kernels.multiply(matrix, 0, middle, one, columns, 1, out, rows, false);
        Kernels.multiply(matrix, middle, rows, one, columns, 1, out, rows, false);
        System.arraycopy(out, 0, cut, m * rows, rows);
        for (int r = 0; r < rows; r++) {
          double expected = 0;
          for (int k = 0; k < columns; k++) {
            expected += (double) w[r * columns + k] * one[k];
          }
          assertThat((double) out[r]).isCloseTo(expected, within(1e-5));
        }
      }
      assertThat(whole).isEqualTo(cut);
      Kernels.multiply(matrix, 0, rows, x, columns, count, cut, rows, true);
      for (int i = 0; i < cut.length; i++) {
        assertThat(cut[i]).isEqualTo(whole[i] + whole[i]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 200})
  void exponentialsAreThoseOfMath(int n) {
    float[] x = new float[Kernels.padded(n)];
    for (int i = 0; i < n; i++) {
      x[i] = -80f * i / n;
    }
    float[] before = x.clone();
    float sum = Kernels.exponentials(x, n, -1.5f);
    double expected = 0;
    for (int i = 0; i < n; i++) {
      double e = Math.exp(before[i] + 1.5);
      assertThat((double) x[i]).isCloseTo(e, Percentage.withPercentage(2e-5));
      expected += e;
    }
    assertThat((double) sum).isCloseTo(expected, Percentage.withPercentage(1e-4));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 37})
  void siluIsRightFarFromZeroToo(int n) {
    float[] gate = new float[n];
    float[] up = random(n, 3);
    for (int i = 0; i < n; i++) {
      gate[i] = (i - n / 2) * 7f;
    }
    float[] before = gate.clone();
    Kernels.siluTimes(gate, 0, up, 0, n);
    for (int i = 0; i < n; i++) {
      double expected = before[i] / (1 + Math.exp(-before[i])) * up[i];
      assertThat((double) gate[i]).isCloseTo(expected, within(1e-6 + 1e-6 * Math.abs(expected)));
    }
  }
}
