package dev.understudy.model.learn;

import java.util.List;

/// Runs examples through the decoder in portions that bound the memory.
record Steps(Losses losses) implements AutoCloseable {
  static final int MOST_TOKENS = 1024;

  /// Mean loss per target; adds its gradients.
  double learn(List<Example> examples) {
    List<Batch> batches = Batch.split(examples, MOST_TOKENS);
    int targets = batches.stream().mapToInt(Batch::targets).sum();
    if (targets == 0) {
      throw new IllegalArgumentException("no example has a target");
    }
    double sum = 0;
    for (Batch batch : batches) {
      sum += losses.learn(batch, 1.0 / targets);
    }
    return sum / targets;
  }

  Learner.Loss evaluate(List<Example> examples) {
    Learner.Loss loss = new Learner.Loss(0, 0);
    for (Batch batch : Batch.split(examples, MOST_TOKENS)) {
      loss = loss.plus(new Learner.Loss(losses.loss(batch), batch.targets()));
    }
    return loss;
  }

  /// Bytes of all that grew with the examples so far; 0 where libtorch keeps it.
  long activationBytes() {
    return losses instanceof Decoder ours ? ours.activationBytes() : 0;
  }

  @Override
  public void close() {
    losses.close();
  }
}
