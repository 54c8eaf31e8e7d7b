package dev.understudy.model;

/// Where the rows of a query or key projection stand. Rotation by halves, as Hugging Face
/// checkpoints have it, turns dimensions i and i + headDim / 2 of a head together; rotation by
/// pairs, as llama.cpp has it for `llama`, 2 i and 2 i + 1.
public final class RotaryRows {
  private RotaryRows() {}

  /// Which row of a matrix in order of halves is the given one in order of pairs.
  public static long ofPairs(long row, int headDim) {
    long within = row % headDim;
    return row - within + within % 2 * (headDim / 2) + within / 2;
  }

  /// Which row of a matrix in order of pairs is the given one in order of halves.
  public static long ofHalves(long row, int headDim) {
    long half = headDim / 2;
    long within = row % headDim;
    return row - within + within % half * 2 + within / half;
  }
}
