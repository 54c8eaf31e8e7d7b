package dev.understudy.train.ranks;

import org.bytedeco.pytorch.Tensor;

/// The processes that train together, as one of them sees it. Every rank calls the same methods in
/// the same order; each waits until all have.
public interface Ranks extends AutoCloseable {
  /// A training of one process.
  Ranks ALONE =
      new Ranks() {
        @Override
        public int rank() {
          return 0;
        }

        @Override
        public int count() {
          return 1;
        }

        @Override
        public void sum(Tensor tensor) {}

        @Override
        public double[][] gather(double... own) {
          return new double[][] {own};
        }

        @Override
        public void close() {}
      };

  /// This process, from 0.
  int rank();

  int count();

  /// Replaces the values of a contiguous tensor by their sum over all ranks, the same to the bit in
  /// each.
  ///
  /// @throws dev.understudy.problem.UserException when a rank has ended or does not answer
  void sum(Tensor tensor);

  /// The numbers of each rank, by rank.
  ///
  /// @throws dev.understudy.problem.UserException when a rank has ended or does not answer
  double[][] gather(double... own);

  /// Whether this is the one that writes and reports.
  default boolean isFirst() {
    return rank() == 0;
  }

  /// Whether it is so in any rank.
  default boolean any(boolean own) {
    for (double[] each : gather(own ? 1 : 0)) {
      if (each[0] != 0) {
        return true;
      }
    }
    return false;
  }

  /// The number of the first rank, for what each would measure otherwise, such as time.
  default double ofFirst(double own) {
    return gather(own)[0][0];
  }

  @Override
  void close();
}
