package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The map of [LoraLinear] over a frozen matrix in few bits (QLoRA, Dettmers et al. 2023): y = W x
/// + s B A x, where W is brought to float32 a piece at a time, in a room that all maps share, and
///   each piece is multiplied while it is in the caches.
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
  private final @Nullable Stack stack;
  private final int ranks;
  private final float scale;
  private final Dropout dropout;
  private final Room masks; // (rows, in), of the last pass

  /// @param corrections (out, ranks): sB, block-diagonal
  private record Stack(
      Tensor a, Side aSide, Side aGradient, Tensor sb, Side corrections, List<Place> places) {}

  /// @param column of the part's first h
  private record Place(int row, int column, Matrix b, Side bGradient) {}

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
    this.scale = (float) scale;
    this.dropout = dropout;
    this.masks = masks;
    in = weights.columns();
    out = weights.rows();
    ranks = parameters.parts().stream().mapToInt(p -> (int) p.b().size(1)).sum();
    try (PointerScope scope = new PointerScope()) {
      stack = stack(parameters, out, ranks);
    }
  }

  private static @Nullable Stack stack(LoraParameters.Stack parameters, int out, int ranks) {
    Tensor a = parameters.a();
    Tensor aGradient = parameters.aGradient();
    if (a == null || aGradient == null) {
      return null;
    }
    Tensor sb = Tensors.zeros(out, ranks);
    var places = new ArrayList<Place>();
    int column = 0;
    for (LoraLinear.Part p : parameters.parts()) {
      Matrix b = Matrix.of(p.b());
      places.add(new Place((int) p.row(), column, b, side(p.bGradient())));
      column += b.columns();
    }
    return new Stack(a, side(a), side(aGradient), sb, side(sb), List.copyOf(places));
  }

  private static Side side(Tensor tensor) {
    return Side.of(Matrix.of(tensor));
  }

  @Override
  public void refresh() {
    if (stack == null) {
      return;
    }
    for (Place p : stack.places()) {
      for (int i = 0; i < p.b().rows(); i++) {
        long to = stack.corrections().from(p.row() + i, p.column()).address();
        Matrix.copy(p.b().row(i), to, p.b().columns(), scale);
      }
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
    if (stack != null && dropout.isOn()) {
      dropout.draw(masks.rows(rows));
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
    if (stack != null) {
      for (int i = 0; i < count; i++) {
        long from = stack.corrections().from(first + i, 0).address();
        Matrix.copy(from, tile.from(i, in).address(), ranks, 1);
      }
    }
  }

  @Override
  public void restore(Team team, Tensor input) {
    if (stack != null) {
      Side h = side(input).from(0, in);
      int rows = (int) input.size(0);
      Blas.multiply(team, rows, ranks, in, 1, side(dropped(input)), stack.aSide().t(), 0, h);
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
        slices + (stack == null ? 0 : 1),
        (piece, member) -> {
          if (piece < slices) {
            columns(rows, d, piece * each, Math.min(each, in - piece * each), to, member);
          } else if (stack != null) {
            Blas.multiply(rows, ranks, out, 1, d, stack.corrections(), 0, to.from(0, in));
          }
        });
    if (stack == null) {
      return;
    }
    Side dh = to.from(0, in);
    if (dropout.isOn()) {
      Tensor dx = dInput.narrow(1, 0, in);
      dx.addcmul_(dInput.narrow(1, in, ranks).mm(stack.a()), masks.rows(rows));
    } else {
      Blas.multiply(team, rows, in, ranks, 1, dh, stack.aSide(), 1, to);
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
    if (stack == null) {
      return;
    }
    int rows = (int) dy.size(0);
    Side dh = side(dInput).from(0, in);
    Side x = side(dropped(input));
    Blas.multiply(team, ranks, in, rows, 1, dh.t(), x, 1, stack.aGradient());
    Side h = side(input).from(0, in);
    Side d = side(dy);
    for (Place p : stack.places()) {
      int rank = p.b().columns();
      Side own = d.from(0, p.row()).t();
      Side ownH = h.from(0, p.column());
      Blas.multiply(team, (int) p.b().rows(), rank, rows, scale, own, ownH, 1, p.bGradient());
    }
  }

  private Tensor dropped(Tensor input) {
    Tensor x = input.narrow(1, 0, in);
    return dropout.isOn() ? x.mul(masks.rows(x.size(0))) : x;
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
    if (stack != null) {
      stack.sb().close();
    }
  }
}
