package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The map of [LoraLinear] over a frozen matrix in few bits (QLoRA, Dettmers et al. 2023):
///
///     y = W x + s B A x
///
/// W is brought to float32 a piece at a time, in a room that all maps share, and each piece is
/// multiplied while it is in the caches.
///
/// On the way forth a piece is some rows of [W, sB], on the way back some columns of W, whose rows
/// are gone through in order. How a matrix is cut depends on its shape alone, so that products come
/// out the same on any number of threads.
final class QuantisedLinear implements Linear {
  private static final int GRAIN = 16;
  private static final int MOST_ROWS = 384;
  private static final int MOST_COLUMNS = 512;
  private static final int LEAST_PIECES = 4;

  private final QuantisedMatrix weights; // (out, in)
  private final Tiles tiles;
  private final int in;
  private final int out;
  private final int ranks;
  private final @Nullable LowRank corrections;
  private final Tensor sb; // (out, ranks): sB, block-diagonal
  private final Side sbSide;
  private final Room masks;

  /// @param weights closed with this
  QuantisedLinear(
      QuantisedMatrix weights,
      LoraParameters.Stack parameters,
      double scale,
      Dropout dropout,
      Room masks,
      Tiles tiles) {
    this.weights = weights;
    this.tiles = tiles;
    this.masks = masks;
    in = weights.columns();
    out = weights.rows();
    try (PointerScope scope = new PointerScope()) {
      corrections = LowRank.of(in, parameters, scale, dropout, masks);
    }
    ranks = corrections == null ? 0 : corrections.ranks();
    sb = Tensors.zeros(out, Math.max(1, ranks)); // libtorch gives none without columns an address
    sbSide = side(sb);
  }

  private static Side side(Tensor tensor) {
    return Side.of(Matrix.of(tensor));
  }

  @Override
  public void refresh(Team team) {
    if (corrections != null) {
      corrections.spread(sbSide);
    }
  }

  @Override
  public long in() {
    return in;
  }

  @Override
  public long columns() {
    return (long) in + ranks;
  }

  @Override
  public void draw(long rows) {
    if (corrections != null) {
      corrections.draw(rows);
    }
  }

  @Override
  public void forward(Team team, Tensor input, Tensor y, boolean add) {
    restore(team, input);
    int rows = (int) input.size(0);
    int stride = in + ranks;
    int most = Math.min(MOST_ROWS, Tiles.FLOATS / stride);
    int each = step(out, Math.max(1, most), GRAIN);
    Side x = side(input);
    Side to = side(y);
    team.each(
        pieces(out, each),
        (piece, member) -> {
          int first = piece * each;
          int count = Math.min(each, out - first);
          Side tile = new Side(tiles.at(member), stride);
          weights.floats(first, count, 0, in, tile.address(), stride);
          corrections(first, count, tile);
          Blas.multiply(rows, count, stride, 1, x, tile.t(), add ? 1 : 0, to.from(0, first));
        });
  }

  private void corrections(int first, int count, Side tile) {
    for (int i = 0; i < count && ranks > 0; i++) {
      Matrix.copy(sbSide.from(first + i, 0).address(), tile.from(i, in).address(), ranks, 1);
    }
  }

  @Override
  public void restore(Team team, Tensor input) {
    if (corrections != null) {
      corrections.forward(team, input);
    }
  }

  @Override
  public void backward(Team team, Tensor dy, Tensor dInput) {
    int rows = (int) dy.size(0);
    Side d = side(dy);
    Side to = side(dInput);
    int each = step(in, MOST_COLUMNS, BlockFormat.SIZE);
    int slices = pieces(in, each);
    team.each(
        slices + (corrections == null ? 0 : 1),
        (piece, member) -> {
          if (piece < slices) {
            columns(rows, d, piece * each, Math.min(each, in - piece * each), to, member);
          } else {
            Blas.multiply(rows, ranks, out, 1, d, sbSide, 0, to.from(0, in));
          }
        });
    if (corrections != null) {
      corrections.backward(team, dInput);
    }
  }

  /// The gradient of some columns of x, summed over all rows of W in order.
  private void columns(int rows, Side d, int column, int width, Side to, int member) {
    long tile = tiles.at(member);
    int most = Tiles.FLOATS / width;
    for (int first = 0; first < out; first += most) {
      int count = Math.min(most, out - first);
      weights.floats(first, count, column, width, tile, width);
      Side w = new Side(tile, width);
      Blas.multiply(
          rows, width, count, 1, d.from(0, first), w, first == 0 ? 0 : 1, to.from(0, column));
    }
  }

  @Override
  public void learn(Team team, Tensor input, Tensor dy, Tensor dInput) {
    if (corrections != null) {
      corrections.learn(team, input, dy, dInput);
    }
  }

  /// About `most`, a multiple of `grain`, so that there are at least a few pieces.
  private static int step(int all, int most, int grain) {
    int each = Math.min(most, (all + LEAST_PIECES - 1) / LEAST_PIECES);
    int whole = (each + grain - 1) / grain * grain;
    return whole > most ? Math.max(1, most / grain * grain) : whole;
  }

  private static int pieces(int all, int each) {
    return (all + each - 1) / each;
  }

  @Override
  public void close() {
    weights.close();
    masks.close();
    sb.close();
  }
}
