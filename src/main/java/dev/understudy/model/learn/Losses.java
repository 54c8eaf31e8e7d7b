package dev.understudy.model.learn;

/// A decoder that tells its loss and the gradients of it.
interface Losses extends AutoCloseable {
  /// The loss summed over the batch's targets.
  double loss(Batch batch);

  /// The loss summed over the batch's targets; adds `scale` times its gradients to those of the
  /// parameters.
  double learn(Batch batch, double scale);

  @Override
  void close();
}
