package dev.understudy.model.learn;

import dev.understudy.model.Exp;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Team;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.bytedeco.pytorch.Tensor;

/// Causal attention with grouped queries (Ainslie et al. 2023), each example for itself.
///
/// Worked off in tiles: the queries of some tokens, of all heads of one group, against all keys up
/// to the last of these tokens. The heads of a group share keys and values, so their queries laid
/// end to end are one matrix, and a tile is two matrix products on the way forth and five on the
/// way back. The future is hardly touched, and of the scores only the logarithm of their sum is
/// kept for the way back (Dao et al. 2022).
final class Attention implements AutoCloseable {
  private final int groups;
  private final int perGroup;
  private final int size;
  private final float scale;
  private final Desks desks;

  Attention(ModelConfig config) {
    groups = config.kvHeads();
    perGroup = config.heads() / config.kvHeads();
    size = config.headDim();
    scale = (float) (1 / Math.sqrt(size));
    desks = new Desks(perGroup, size, 2 * groups * size);
  }

  /// @param qkv (tokens, (heads + 2 kvHeads) headDim), rotated
  /// @param attended (tokens, heads headDim), may be a part of a wider matrix
  /// @param logSums (tokens, heads), filled here for the way back
  void forward(Team team, Batch batch, Tensor qkv, Tensor attended, Tensor logSums) {
    var pass = new Pass(Matrix.of(qkv), Matrix.of(attended), Matrix.of(logSums));
    Tile.Shares tiles = Tile.of(batch, groups, team.size());
    desks.reserve(tiles.count(), batch.longest(), 0);
    team.each(tiles.count(), i -> tiles.at(i).forEach(tile -> pass.forward(tile, desks.at(i))));
  }

  /// @param dAttended (tokens, heads headDim), may be a part of a wider matrix
  /// @param dQkv (tokens, (heads + 2 kvHeads) headDim), filled here
  void backward(
      Team team,
      Batch batch,
      Tensor qkv,
      Tensor attended,
      Tensor logSums,
      Tensor dAttended,
      Tensor dQkv) {
    var pass = new Pass(Matrix.of(qkv), Matrix.of(attended), Matrix.of(logSums));
    Matrix dOut = Matrix.of(dAttended);
    Matrix dIn = Matrix.of(dQkv);
    Tile.Shares tiles = Tile.of(batch, groups, team.size());
    desks.reserve(tiles.count(), batch.longest(), batch.size());
    team.each(
        tiles.count(),
        i -> {
          desks.clearKeysValues(i, batch.size());
          tiles.at(i).forEach(tile -> pass.backward(tile, desks.at(i), dOut, dIn));
        });
    long queries = 4L * groups * perGroup * size;
    team.spread(
        batch.size(),
        (from, to) -> {
          for (long row = from; row < to; row++) {
            desks.sumKeysValues(tiles.count(), row, dIn.row(row) + queries);
          }
        });
  }

  /// Bytes in use.
  long bytes() {
    return desks.bytes();
  }

  @Override
  public void close() {
    desks.close();
  }

  /// The matrices of one layer, as laid out in memory.
  private final class Pass {
    private final Matrix qkv;
    private final Matrix attended;
    private final Matrix logSums;

    Pass(Matrix qkv, Matrix attended, Matrix logSums) {
      this.qkv = qkv;
      this.attended = attended;
      this.logSums = logSums;
    }

    void forward(Tile tile, Desks.Desk desk) {
      int rows = tile.count() * perGroup;
      gather(qkv, tile, desk.queries(), scale);
      Blas.Side scores = new Blas.Side(desk.scores(), desk.stride());
      Blas.Side queries = new Blas.Side(desk.queries(), size);
      Blas.Side outputs = new Blas.Side(desk.outputs(), size);
      Blas.multiply(rows, tile.seen(), size, 1, queries, keys(tile).t(), 0, scores);
      int seen = tile.seen();
      float[] inverse = new float[rows];
      for (int r = 0; r < rows; r++) {
        inverse[r] = softmax(desk.score(r), tile.sees(r / perGroup), seen, logSum(tile, r));
      }
      Blas.multiply(rows, size, tile.seen(), 1, scores, values(tile), 0, outputs);
      for (int r = 0; r < rows; r++) {
        Matrix.copy(desk.outputs() + 4L * r * size, head(attended, tile, r), size, inverse[r]);
      }
    }

    void backward(Tile tile, Desks.Desk desk, Matrix dAttended, Matrix dQkv) {
      int rows = tile.count() * perGroup;
      int seen = tile.seen();
      gather(qkv, tile, desk.queries(), scale);
      gather(dAttended, tile, desk.outputs(), 1);
      Blas.Side scores = new Blas.Side(desk.scores(), desk.stride());
      Blas.Side dScores = new Blas.Side(desk.dScores(), desk.stride());
      Blas.Side queries = new Blas.Side(desk.queries(), size);
      Blas.Side dOutputs = new Blas.Side(desk.outputs(), size);
      Blas.multiply(rows, seen, size, 1, queries, keys(tile).t(), 0, scores);
      Blas.multiply(rows, seen, size, 1, dOutputs, values(tile).t(), 0, dScores);
      for (int r = 0; r < rows; r++) {
        softmaxBackward(tile, r, desk);
      }
      long dKeys = desk.keysValues() + 4L * (tile.first() * 2L * groups + tile.group()) * size;
      long dValues = dKeys + 4L * groups * size;
      int stride = 2 * groups * size;
      Blas.multiply(seen, size, rows, 1, scores.t(), dOutputs, 1, new Blas.Side(dValues, stride));
      Blas.multiply(seen, size, rows, 1, dScores.t(), queries, 1, new Blas.Side(dKeys, stride));
      // The queries' gradient takes the place of the outputs', which is done with.
      Blas.multiply(rows, size, seen, scale, dScores, keys(tile), 0, dOutputs);
      for (int r = 0; r < rows; r++) {
        Matrix.copy(desk.outputs() + 4L * r * size, head(dQkv, tile, r), size, 1);
      }
    }

    /// e^(x - max) in place, zeros where nothing is to be seen.
    ///
    /// @return what the row is to be multiplied with to sum to one
    private float softmax(long row, int seen, int tileSeen, long logSum) {
      FloatVector most = FloatVector.broadcast(Matrix.SPECIES, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < seen; i += Matrix.LANES) {
        FloatVector x = Matrix.load(row + 4L * i);
        most = most.max(i + Matrix.LANES <= seen ? x : x.blend(most, past(i, seen).not()));
      }
      float max = Matrix.max(most);
      FloatVector sums = FloatVector.zero(Matrix.SPECIES);
      for (int i = 0; i < tileSeen; i += Matrix.LANES) {
        FloatVector e = masked(Exp.of(Matrix.load(row + 4L * i).sub(max)), i, seen);
        sums = sums.add(e);
        Matrix.store(e, row + 4L * i);
      }
      float sum = Matrix.sum(sums);
      Matrix.set(logSum, max + (float) Math.log(sum));
      return 1 / sum;
    }

    /// Makes probabilities p of the scores, and of their gradients dp those of the scores: p (dp -
    /// sum(p dp)), where the sum is the product of output and its gradient.
    private void softmaxBackward(Tile tile, int r, Desks.Desk desk) {
      int seen = tile.sees(r / perGroup);
      long row = desk.score(r);
      long dRow = desk.dScore(r);
      float logSum = Matrix.get(logSum(tile, r));
      float sum = Matrix.dot(head(attended, tile, r), desk.outputs() + 4L * r * size, size);
      for (int i = 0; i < tile.seen(); i += Matrix.LANES) {
        FloatVector p = masked(Exp.of(Matrix.load(row + 4L * i).sub(logSum)), i, seen);
        FloatVector d = masked(Matrix.load(dRow + 4L * i).sub(sum), i, seen);
        Matrix.store(p, row + 4L * i);
        Matrix.store(p.mul(d), dRow + 4L * i);
      }
    }

    /// Copies a group's heads of the tile's tokens, laid end to end.
    private void gather(Matrix from, Tile tile, long to, float factor) {
      int floats = perGroup * size;
      for (int t = 0; t < tile.count(); t++) {
        Matrix.copy(head(from, tile, t * perGroup), to + 4L * t * floats, floats, factor);
      }
    }

    private long head(Matrix matrix, Tile tile, int r) {
      int head = tile.group() * perGroup + r % perGroup;
      return matrix.row(tile.from() + r / perGroup) + 4L * head * size;
    }

    private long logSum(Tile tile, int r) {
      return logSums.row(tile.from() + r / perGroup)
          + 4L * (tile.group() * perGroup + r % perGroup);
    }

    private Blas.Side keys(Tile tile) {
      return new Blas.Side(
          qkv.row(tile.first()) + 4L * (groups * perGroup + tile.group()) * size,
          (int) (qkv.stride() / 4));
    }

    private Blas.Side values(Tile tile) {
      return new Blas.Side(keys(tile).address() + 4L * groups * size, (int) (qkv.stride() / 4));
    }
  }

  private static VectorMask<Float> past(int from, int seen) {
    return Matrix.SPECIES.indexInRange(from, seen);
  }

  private static FloatVector masked(FloatVector v, int from, int seen) {
    if (from + Matrix.LANES <= seen) {
      return v;
    }
    FloatVector zero = FloatVector.zero(Matrix.SPECIES);
    return from >= seen ? zero : zero.blend(v, past(from, seen));
  }
}
