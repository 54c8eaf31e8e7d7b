package dev.understudy.model.learn;

import dev.understudy.model.Team;
import org.bytedeco.pytorch.Tensor;

/// A linear map that learns. Its input lies in a buffer with some columns to spare, which are the
/// map's own.
interface Linear extends AutoCloseable {
  /// Columns of the input itself.
  long in();

  /// Columns of an input's buffer, at least `in`.
  long columns();

  /// Draws what is random in a pass over `rows` rows. To be called before each forward pass.
  default void draw(long rows) {}

  /// Bytes in use by what it keeps between its passes, rooms of a block's apart.
  default long bytes() {
    return 0;
  }

  /// Takes over the values of the map's parameters, as they are now. To be called whenever they
  /// changed.
  default void refresh(Team team) {}

  /// y = W x, or y += W x with `add`.
  ///
  /// @param input (rows, columns): x in the first `in` columns; the others are filled here
  /// @param y (rows, out)
  void forward(Team team, Tensor input, Tensor y, boolean add);

  /// Fills the map's own columns again, as the last forward pass did, after x itself was
  /// recomputed.
  void restore(Team team, Tensor input);

  /// @param dy (rows, out)
  /// @param dInput (rows, columns): the gradient of x in the first `in` columns; the others are for
  ///   [#learn]
  void backward(Team team, Tensor dy, Tensor dInput);

  /// Adds to the gradients of the map's parameters.
  ///
  /// @param input as the forward pass left it
  /// @param dInput as [#backward] left it, of which the first `in` columns don't matter any more
  void learn(Team team, Tensor input, Tensor dy, Tensor dInput);

  @Override
  void close();
}
