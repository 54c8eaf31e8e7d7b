package dev.understudy.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Draws tokens for one reply. What it draws depends on the seed and on the logits given, on
/// nothing else.
final class Sampler {
  // Less likely than the likeliest by a factor of e^24: all of them together weigh less than a
  // millionth.
  private static final double NEGLIGIBLE = -24;

  private final Sampling sampling;
  private final SplittableRandom random;

  Sampler(Sampling sampling) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
  }

  /// The next token, given `count` logits from `at` on and the tokens said before. Changes the
  /// logits of those.
  int next(float[] logits, int at, int count, int[] said) {
    penalise(logits, at, said);
    int best = at;
    for (int i = at + 1; i < at + count; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    if (sampling.temperature() == 0 || sampling.topK() == 1) {
      return best - at;
    }
    return draw(candidates(logits, at, count, logits[best]), logits, at, logits[best]);
  }

  private void penalise(float[] logits, int at, int[] said) {
    float penalty = (float) sampling.repetitionPenalty();
    if (penalty != 1) {
      for (int token : IntStream.of(said).distinct().toArray()) {
        float logit = logits[at + token];
        logits[at + token] = logit > 0 ? logit / penalty : logit * penalty;
      }
    }
  }

  /// Tokens worth considering, likeliest first, equal ones by id.
  private int[] candidates(float[] logits, int at, int count, float max) {
    float least = (float) (max + NEGLIGIBLE * sampling.temperature());
    long[] keys = new long[count];
    int n = 0;
    for (int i = 0; i < count; i++) {
      if (logits[at + i] >= least) {
        // Distance from the maximum is not negative, so its bits order as integers do.
        keys[n++] = (long) Float.floatToIntBits(max - logits[at + i]) << 32 | i;
      }
    }
    Arrays.sort(keys, 0, n);
    int kept = sampling.topK() == 0 ? n : Math.min(n, sampling.topK());
    return Arrays.stream(keys, 0, kept).mapToInt(k -> (int) k).toArray();
  }

  private int draw(int[] candidates, float[] logits, int at, float max) {
    double[] weights = new double[candidates.length];
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp((logits[at + candidates[i]] - max) / sampling.temperature());
      total += weights[i];
    }
    int kept = 0;
    double mass = 0;
    while (kept < weights.length && (kept == 0 || mass < sampling.topP() * total)) {
      mass += weights[kept++];
    }
    double left = random.nextDouble() * mass;
    int chosen = 0;
    while (chosen < kept - 1 && left >= weights[chosen]) {
      left -= weights[chosen++];
    }
    return candidates[chosen];
  }
}
