package dev.understudy.export;

/// How far the next-token distributions of two models lie apart, over the same positions.
///
/// @param maxLogit largest absolute difference of a logit
/// @param kl mean Kullback-Leibler divergence of the second from the first, in nats
/// @param agreement share of positions with the same likeliest token
public record Difference(double maxLogit, double kl, double agreement, int positions) {
  /// @param first (positions, vocabulary), and so `second`
  static Difference of(float[][] first, float[][] second) {
    double maxLogit = 0;
    double kl = 0;
    int same = 0;
    for (int i = 0; i < first.length; i++) {
      float[] p = first[i];
      float[] q = second[i];
      double logP = logSum(p);
      double logQ = logSum(q);
      int likeliestP = 0;
      int likeliestQ = 0;
      for (int t = 0; t < p.length; t++) {
        maxLogit = Math.max(maxLogit, Math.abs(p[t] - q[t])); // NaN stays
        double lp = p[t] - logP;
        kl += Math.exp(lp) * (lp - (q[t] - logQ));
        likeliestP = p[t] > p[likeliestP] ? t : likeliestP;
        likeliestQ = q[t] > q[likeliestQ] ? t : likeliestQ;
      }
      same += likeliestP == likeliestQ ? 1 : 0;
    }
    // Rounding may take what is zero a little below it.
    return new Difference(
        maxLogit, kl < 0 ? 0 : kl / first.length, (double) same / first.length, first.length);
  }

  /// The logarithm of the sum of exponentials.
  static double logSum(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum);
  }
}
