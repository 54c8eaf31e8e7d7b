package dev.understudy.model.learn;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Draws masks for LoRA's inputs while training, and none while evaluating.
final class Dropout {
  private final double probability;
  private final Scalar kept;
  private boolean on;

  /// @param probability of an input being dropped, 0 to below 1
  Dropout(double probability) {
    this.probability = probability;
    kept = Tensors.scalar(1 / (1 - probability));
  }

  void on(boolean training) {
    on = training && probability > 0;
  }

  boolean isOn() {
    return on;
  }

  /// Fills `mask` with zeros and, so that the mean stays, with 1 / (1 - probability).
  void draw(Tensor mask) {
    mask.bernoulli_(1 - probability, new GeneratorOptional());
    mask.mul_(kept);
  }
}
