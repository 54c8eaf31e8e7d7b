package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogisticTest {
  private static final double[][] ROWS = {{0, 1}, {1, 0}, {2, 1}, {3, 3}, {1, 2}};
  private static final boolean[] LABELS = {false, false, true, true, false};

  /// `LogisticRegression(C=0.5, tol=1e-12, max_iter=10000)` of scikit-learn 1.9.1 on these rows and
  /// weights.
  @Test
  void fitsAsScikitLearnDoes() {
    var fitted = Logistic.fit(ROWS, LABELS, new double[] {1, 2, 1, 0.5, 1}, 2);
    assertThat(fitted.chance(new double[] {0, 0})).isCloseTo(0.120582, within(1e-5));
    assertThat(fitted.chance(new double[] {2, 0})).isCloseTo(0.305899, within(1e-5));
    assertThat(fitted.chance(new double[] {3, 1})).isCloseTo(0.502030, within(1e-5));
  }

  @Test
  void separableLabelsStayFinite() {
    double[][] rows = {{-1}, {1}};
    var fitted = Logistic.fit(rows, new boolean[] {false, true}, new double[] {1, 1}, 1e-3);
    assertThat(fitted.chance(new double[] {1})).isBetween(0.95, 0.99999);
    assertThat(fitted.chance(new double[] {0})).isCloseTo(0.5, within(1e-6));
  }
}
