package dev.understudy.model.learn;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Memory for a matrix whose number of rows changes from step to step. It grows and never shrinks,
/// so that the process's memory stays flat after the longest step.
final class Room implements AutoCloseable {
  private static final long GRAIN = 64;

  private final long columns;
  private @Nullable Tensor floats;

  Room(long columns) {
    this.columns = columns;
  }

  /// (rows, columns), contiguous, in the caller's scope. Holds what was written to the same rows
  /// before, unless it grew.
  Tensor rows(long rows) {
    if (floats == null || floats.numel() < rows * columns) {
      close(); // also where there is no memory for a larger one
      floats = Tensors.empty(size(rows, columns));
    }
    return floats.narrow(0, 0, rows * columns).view(rows, columns);
  }

  @Override
  public void close() {
    if (floats != null) {
      floats.close();
      floats = null; // several blocks may hold this room, and each closes it
    }
  }

  /// Floats that so many rows take.
  static long size(long rows, long columns) {
    return (rows + GRAIN - 1) / GRAIN * GRAIN * columns;
  }

  /// Bytes in use.
  long bytes() {
    return floats == null ? 0 : 4 * floats.numel();
  }
}
