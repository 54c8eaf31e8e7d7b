package dev.understudy.model.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.javacpp.PointerScope;

/// Where each share of an attention's tiles does its work.
final class Desks implements AutoCloseable {
  /// Addresses of matrices.
  ///
  /// @param queries (queries, headDim)
  /// @param outputs (queries, headDim)
  /// @param scores (queries, stride)
  /// @param dScores (queries, stride)
  /// @param keysValues (tokens, 2 kvHeads headDim): gradients summed over this share's tiles
  record Desk(long queries, long outputs, long scores, long dScores, long keysValues, int stride) {
    long score(int row) {
      return scores + 4L * row * stride;
    }

    long dScore(int row) {
      return dScores + 4L * row * stride;
    }
  }

  private final int queries;
  private final int size;
  private final int keysValues;
  private final List<Room> rooms = new ArrayList<>();
  private final List<Room> sums = new ArrayList<>();
  private List<Desk> desks = List.of();

  Desks(int perGroup, int size, int keysValues) {
    this.queries = perGroup * Tile.TOKENS;
    this.size = size;
    this.keysValues = keysValues;
  }

  /// @param longest keys that a tile may see
  /// @param tokens for which gradients of keys and values are summed
  void reserve(int count, int longest, int tokens) {
    int stride = (longest + Matrix.LANES - 1) / Matrix.LANES * Matrix.LANES;
    long floats = 2L * queries * size + 2L * queries * stride;
    var all = new ArrayList<Desk>();
    try (PointerScope scope = new PointerScope()) {
      for (int i = 0; i < count; i++) {
        if (rooms.size() <= i) {
          rooms.add(new Room(1));
          sums.add(new Room(keysValues));
        }
        long at = rooms.get(i).rows(floats).data_ptr().address();
        long outputs = at + 4L * queries * size;
        long scores = outputs + 4L * queries * size;
        long dScores = scores + 4L * queries * stride;
        long sum = sums.get(i).rows(Math.max(1, tokens)).data_ptr().address();
        all.add(new Desk(at, outputs, scores, dScores, sum, stride));
      }
    }
    desks = all;
  }

  Desk at(int share) {
    return desks.get(share);
  }

  void clearKeysValues(int share, int tokens) {
    Matrix.zero(desks.get(share).keysValues(), (long) tokens * keysValues);
  }

  /// Adds up one token's gradients of keys and values over the first `count` desks.
  void sumKeysValues(int count, long token, long to) {
    for (int i = 0; i < keysValues; i += Matrix.LANES) {
      long at = 4L * (token * keysValues + i);
      FloatVector sum = Matrix.load(desks.getFirst().keysValues() + at, keysValues - i);
      for (int d = 1; d < count; d++) {
        sum = sum.add(Matrix.load(desks.get(d).keysValues() + at, keysValues - i));
      }
      Matrix.store(sum, to + 4L * i, keysValues - i);
    }
  }

  /// Bytes in use.
  long bytes() {
    return Stream.concat(rooms.stream(), sums.stream()).mapToLong(Room::bytes).sum();
  }

  @Override
  public void close() {
    rooms.forEach(Room::close);
    sums.forEach(Room::close);
  }
}
