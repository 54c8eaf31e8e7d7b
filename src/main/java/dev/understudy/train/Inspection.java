package dev.understudy.train;

import dev.understudy.model.learn.Example;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a training had in hand when it went astray, for a person to look at.
///
/// @param step that was not made any more
/// @param reason in words
/// @param rate the learning rate it would have been made with
/// @param loss of all examples together, mean per target
/// @param gradientNorm before clipping
/// @param losses of up to the last hundred steps, oldest first, this one's last
/// @param batch the examples of the step
record Inspection(
    long step,
    String reason,
    double rate,
    double loss,
    double gradientNorm,
    List<Double> losses,
    List<Given> batch) {

  /// @param scene id of the experience; empty where it is not known
  /// @param loss of this example alone, mean per target
  /// @param target for each token whether it was to be predicted
  record Given(String scene, double loss, int[] tokens, boolean[] target) {}

  static List<Given> batch(TrainPlan plan, List<Example> examples) {
    var batch = new ArrayList<Given>();
    for (Example e : examples) {
      double loss = plan.learner().evaluate(List.of(e)).mean();
      batch.add(new Given(plan.scenes().getOrDefault(e, ""), loss, e.tokens(), e.target()));
    }
    return batch;
  }

  static Path folder(TrainPlan plan, long step) {
    return plan.folder().resolve("inspect").resolve("step-%06d".formatted(step));
  }

  Path write(TrainPlan plan) {
    Path file = folder(plan, step).resolve("batch.json");
    Json.write(file, this);
    return file;
  }
}
