package dev.understudy.export;

/// Whether what a file loses is small beside what training gave.
///
/// Both are measured alike: the mean divergence of the next-token distributions over the replies to
/// fixed prompts. `effect` is that of base and trained model in float32, `loss` that of the trained
/// model in float32 and of what is read back from the file. A file that loses half of the effect or
/// more is [#DROWNED]: a reader could not tell training from rounding. From a tenth on it is
/// [#LOUD].
public enum Noise {
  QUIET,
  LOUD,
  DROWNED;

  private static final double LOUD_SHARE = 0.1;
  private static final double DROWNED_SHARE = 0.5;

  /// Below this the arithmetic itself differs, not the files.
  private static final double NOTHING = 1e-7;

  static Noise of(double loss, double effect) {
    if (loss < NOTHING) {
      return QUIET;
    }
    double share = loss / effect;
    // A loss that is no number is the worst.
    return !(share < DROWNED_SHARE) ? DROWNED : share < LOUD_SHARE ? QUIET : LOUD;
  }
}
