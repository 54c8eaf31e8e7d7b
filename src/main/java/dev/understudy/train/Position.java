package dev.understudy.train;

import java.util.Optional;

/// How far a training has come: all that a resumed one must know besides the tensors.
///
/// @param data what was being learnt, as a hash, so that nobody resumes with something else
/// @param seconds spent, earlier sittings included
/// @param untrained held-out loss before the first step
/// @param best lowest held-out loss after a step, reached at `bestStep`
/// @param last the latest held-out loss, measured at `lastStep`
/// @param worse how many measurements since the best one
/// @param bestLeaks share of leaks at `bestStep`, where traps are asked
/// @param lastLeaks share of leaks at `lastStep`
record Position(
    String data,
    long step,
    long tokens,
    double seconds,
    Optional<Double> untrained,
    Optional<Double> best,
    long bestStep,
    Optional<Double> last,
    long lastStep,
    int worse,
    Optional<Double> bestLeaks,
    Optional<Double> lastLeaks) {
  static Position start(String data) {
    return new Position(
        data,
        0,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        -1,
        0,
        Optional.empty(),
        Optional.empty());
  }

  Position stepped(long more, double now) {
    return new Position(
        data,
        step + 1,
        tokens + more,
        now,
        untrained,
        best,
        bestStep,
        last,
        lastStep,
        worse,
        bestLeaks,
        lastLeaks);
  }

  /// With the share of leaks the smaller one is better, and the loss decides between equal ones;
  /// without, the loss alone.
  Position measured(double heldOut, Optional<Double> leaks, double now) {
    Optional<Double> loss = Optional.of(heldOut);
    if (step == 0) {
      return new Position(
          data, 0, tokens, now, loss, best, bestStep, loss, 0, worse, bestLeaks, leaks);
    }
    boolean better = best.isEmpty() || isBetter(heldOut, leaks);
    return new Position(
        data,
        step,
        tokens,
        now,
        untrained,
        better ? loss : best,
        better ? step : bestStep,
        loss,
        step,
        better ? 0 : worse + 1,
        better ? leaks : bestLeaks,
        leaks);
  }

  private boolean isBetter(double heldOut, Optional<Double> leaks) {
    int fewer =
        leaks.isPresent() && bestLeaks.isPresent()
            ? Double.compare(leaks.get(), bestLeaks.get())
            : 0;
    return fewer < 0 || (fewer == 0 && heldOut < best.orElseThrow());
  }

  boolean isMeasured() {
    return lastStep == step;
  }
}
