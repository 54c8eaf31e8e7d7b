package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.problem.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final float[] LOGITS = {0, 3, 1, 2, -100, 2};
  private static final int[] NOTHING = {};

  private static Sampling sampling(double temperature, int topK, double topP, double penalty) {
    return new Sampling(temperature, topK, topP, penalty, 5, 10, List.of());
  }

  /// How often each token is drawn, as shares.
  private static double[] shares(Sampling sampling, int[] said) {
    Sampler sampler = new Sampler(sampling);
    double[] shares = new double[LOGITS.length];
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      shares[sampler.next(LOGITS.clone(), 0, LOGITS.length, said)] += 1.0 / draws;
    }
    return shares;
  }

  @Test
  void drawsByTheSoftmaxOfTheLogitsOverTheTemperature() {
    double[] shares = shares(sampling(0.7, 0, 1, 1), NOTHING);
    double sum = 0;
    for (float l : LOGITS) {
      sum += Math.exp(l / 0.7);
    }
    for (int i = 0; i < LOGITS.length; i++) {
      assertThat(shares[i]).isCloseTo(Math.exp(LOGITS[i] / 0.7) / sum, within(0.015));
    }
  }

  @Test
  void temperatureZeroTakesTheLikeliest() {
    assertThat(shares(sampling(0, 0, 1, 1), NOTHING)[1]).isCloseTo(1, within(1e-6));
  }

  @Test
  void topKLeavesOnlySoMany() {
    double[] shares = shares(sampling(1, 2, 1, 1), NOTHING);
    // Equal logits: the lower id comes first.
    assertThat(shares[1] + shares[3]).isCloseTo(1, within(1e-6));
    assertThat(shares[3]).isCloseTo(Math.exp(-1) / (1 + Math.exp(-1)), within(0.015));
  }

  @Test
  void topPKeepsTheTokenThatCrossesIt() {
    // Shares at temperature 1: token 1 has 0.48, tokens 3 and 5 have 0.18 each.
    double[] shares = shares(sampling(1, 0, 0.6, 1), NOTHING);
    assertThat(shares[1] + shares[3]).isCloseTo(1, within(1e-6));
    assertThat(shares(sampling(1, 0, 0.3, 1), NOTHING)[1]).isCloseTo(1, within(1e-6));
  }

  @Test
  void penaltyDividesPositiveAndMultipliesNegativeLogitsOnce() {
    float[] logits = {-2, 3, 1};
    new Sampler(sampling(1, 0, 1, 2)).next(logits, 0, 3, new int[] {0, 1, 1, 1});
    assertThat(logits).containsExactly(-4, 1.5f, 1);
    assertThat(new Sampler(sampling(0, 0, 1, 4)).next(LOGITS.clone(), 0, 6, new int[] {1}))
        .isEqualTo(3);
  }

  @Test
  void allImpossibleSettingsAreToldAtOnce() {
    assertThatThrownBy(() -> new Sampling(-1, -1, 0, 0.5, 1, 0, List.of("")))
        .isInstanceOfSatisfying(UserException.class, e -> assertThat(e.problems()).hasSize(6));
  }
}
