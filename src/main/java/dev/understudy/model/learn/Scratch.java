package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;

/// Matrices that live within one block's pass only, so that all blocks share them.
///
/// @param inner (rows, feedForward + a map's own columns): the gated values
/// @param dInner their gradient
/// @param dGateUp (rows, 2 feedForward)
/// @param dQkv (tokens, (heads + 2 kvHeads) headDim)
/// @param dQkvInput (rows, width + a map's own columns): gradient of the normed input of attention
/// @param dGateUpInput the same of the feed-forward
/// @param dAttended (rows, heads headDim + a map's own columns)
record Scratch(
    Room inner,
    Room dInner,
    Room dGateUp,
    Room dQkv,
    Room dQkvInput,
    Room dGateUpInput,
    Room dAttended)
    implements AutoCloseable {
  static Scratch of(ModelConfig config, Block block) {
    return new Scratch(
        new Room(block.down().columns()),
        new Room(block.down().columns()),
        new Room(2L * config.feedForward()),
        new Room(config.qkvRows()),
        new Room(block.qkv().columns()),
        new Room(block.gateUp().columns()),
        new Room(block.output().columns()));
  }

  /// Bytes in use.
  long bytes() {
    return inner.bytes()
        + dInner.bytes()
        + dGateUp.bytes()
        + dQkv.bytes()
        + dQkvInput.bytes()
        + dGateUpInput.bytes()
        + dAttended.bytes();
  }

  @Override
  public void close() {
    inner.close();
    dInner.close();
    dGateUp.close();
    dQkv.close();
    dQkvInput.close();
    dGateUpInput.close();
    dAttended.close();
  }
}
