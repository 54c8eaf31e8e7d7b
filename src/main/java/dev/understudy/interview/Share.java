package dev.understudy.interview;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/// A share of answers with a 95 % interval: the percentile bootstrap over questions (Efron 1979),
/// because answers to the same question under several seeds are not independent.
///
/// @param share in 0..1; not a number when nothing was asked
/// @param low the 2.5 % quantile
/// @param high the 97.5 % quantile
/// @param answers how many answers it rests on
public record Share(double share, double low, double high, int answers) {
  private static final int DRAWS = 4_000;

  /// `byQuestion`: for each question, whether each of its answers counts.
  static Share of(Collection<List<Boolean>> byQuestion) {
    double[] hits = byQuestion.stream().mapToDouble(Share::count).toArray();
    double[] all = byQuestion.stream().mapToDouble(List::size).toArray();
    SplittableRandom random = new SplittableRandom(1);
    double[] draws = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      double hit = 0;
      double total = 0;
      for (int q = 0; q < hits.length; q++) {
        int drawn = random.nextInt(hits.length);
        hit += hits[drawn];
        total += all[drawn];
      }
      draws[d] = hit / total;
    }
    Arrays.sort(draws);
    double hit = Arrays.stream(hits).sum();
    int total = (int) Arrays.stream(all).sum();
    return new Share(
        hit / total, draws[(int) (0.025 * DRAWS)], draws[(int) (0.975 * DRAWS) - 1], total);
  }

  private static double count(List<Boolean> answers) {
    return answers.stream().filter(Boolean::booleanValue).count();
  }

  /// As percentages, e.g. `23 % [17, 30]`.
  @Override
  public String toString() {
    if (answers == 0) {
      return "nothing was asked";
    }
    return "%.0f %% [%.0f, %.0f]".formatted(100 * share, 100 * low, 100 * high);
  }
}
