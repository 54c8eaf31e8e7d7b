package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ByteCodeTest {
  /// The paper's table of magnitudes: middles of intervals that cut each decade evenly.
  private static List<Double> table(ByteCode code) {
    var table = new ArrayList<Double>(List.of(0.0));
    for (int decade = 0; decade < 7; decade++) {
      int intervals = (code == ByteCode.SIGNED ? 1 : 2) << decade;
      double top = Math.pow(10, decade - 6);
      for (int i = 0; i < intervals; i++) {
        table.add(top * (0.1 + 0.9 * (i + 0.5) / intervals));
      }
    }
    Collections.sort(table);
    table.set(table.size() - 1, 1.0);
    return table;
  }

  private static float decode(ByteCode code, int c) {
    return code.table()[c];
  }

  private static int encode(ByteCode code, float number) {
    return code.encode(FloatVector.broadcast(ByteCode.FLOATS, number)).lane(0);
  }

  @ParameterizedTest
  @EnumSource(ByteCode.class)
  void codesAreThePapersTableAndComeBack(ByteCode code) {
    List<Double> table = table(code);
    assertThat(table).hasSize(code == ByteCode.SIGNED ? 128 : 255);
    for (int c = 0; c < table.size(); c++) {
      float number = decode(code, c);
      assertThat((double) number).isCloseTo(table.get(c), within(1e-6 * table.get(c)));
      assertThat(encode(code, number)).isEqualTo(c);
      if (code == ByteCode.SIGNED && c > 0) {
        assertThat(decode(code, c + 128)).isEqualTo(-number);
        assertThat(encode(code, -number)).isEqualTo(c + 128);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ByteCode.class)
  void everyNumberGetsAboutTheNearestCode(ByteCode code) {
    List<Double> table = table(code);
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      float number = (float) Math.pow(10, -6.9 * random.nextDouble());
      double nearest = table.stream().mapToDouble(t -> Math.abs(t - number)).min().orElseThrow();
      double found = Math.abs(decode(code, encode(code, number)) - number);
      // Half an interval; the last one stands for its end. At the border of two decades the other
      // one's may be nearer.
      int decade = (int) Math.floor(Math.log10(number)) + 7;
      double intervals = (code == ByteCode.SIGNED ? 1 : 2) << decade;
      double width = 0.9 * Math.pow(10, decade - 6) / intervals;
      double most = number > 1 - width ? width : width / 2;
      assertThat(found).isLessThanOrEqualTo(1.001 * most).isGreaterThan(nearest - 1e-5 * number);
      if (number > 0.1 && number < 0.99) {
        assertThat(found / number).isLessThan(code == ByteCode.SIGNED ? 0.071 : 0.036);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ByteCode.class)
  void endsAreExactAndOnlyASignedNumberVanishes(ByteCode code) {
    assertThat(encode(code, 0)).isZero();
    assertThat(decode(code, encode(code, 1))).isEqualTo(1);
    assertThat(decode(code, encode(code, 1.000001f))).isEqualTo(1);
    float tiny = decode(code, encode(code, 1e-12f));
    assertThat(tiny).isEqualTo(code == ByteCode.SIGNED ? 0 : decode(code, 1));
  }
}
