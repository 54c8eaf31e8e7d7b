package dev.understudy.scene;

/// Deals a share of many evenly among them, so that of any first n the share is met within one, and
/// never fallen short of.
record Share(double of) {
  private static final double ROUNDING = 1e-9;

  static Share of(double share) {
    return new Share(share);
  }

  /// How many of the first `n` are taken: the share, rounded up.
  int taken(int n) {
    return (int) Math.ceil(n * of - ROUNDING);
  }

  /// Whether number `i`, from 0, is taken.
  boolean takes(int i) {
    return taken(i + 1) > taken(i);
  }
}
