package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A frozen linear map with low-rank corrections that learn: y = W x + s B A x, LoRA (Hu et al. 2021), eq. 3.
///
/// W may be several modules side by side (query, key and value), each with its own A and B. The A are stacked to one
/// matrix. The B, times s, stand as further columns behind W, block-diagonally, so that with h = A x
///
///     y = [W, sB] [x; h]        [dx; dh] = [W, sB]^T dy
///
/// are one matrix product each, and only the small products with A and those for the gradients remain. Modules that share
/// an input share its dropout mask.
final class LoraLinear implements Linear {
  /// One module's share.
  ///
  /// @param row its first row in W
  /// @param b (out, rank)
  /// @param magnitude (out), DoRA's, or null: of no concern here, but to [DoraLinear]
  record Part(long row, Tensor b, Tensor bGradient, @Nullable Parameter magnitude) {}

  private final int in;
  private final int out;
  private final Tensor wide; // (out, in + ranks): [W, sB]
  private final Side weights;
  private final @Nullable Stack stack;
  private final float scale;
  private final Dropout dropout;
  private final Room masks; // (rows, in), of the last pass

  /// The A of all parts together, and each B with its place in `wide`.
  private record Stack(Tensor a, Side aSide, Side aGradient, List<Place> places, int ranks) {}

  /// @param column of the part's first h, counted from the end of x
  private record Place(int row, int column, Matrix b, Side bGradient) {}

  /// @param weight (out, in), copied
  /// @param masks room for the dropout's
  LoraLinear(
      Tensor weight, LoraParameters.Stack parameters, double scale, Dropout dropout, Room masks) {
    in = (int) weight.size(1);
    out = (int) weight.size(0);
    this.masks = masks;
    this.dropout = dropout;
    this.scale = (float) scale;
    List<Part> parts = parameters.parts();
    int ranks = parts.stream().mapToInt(p -> (int) p.b().size(1)).sum();
    wide = Tensors.zeros(out, in + ranks);
    try (PointerScope scope = new PointerScope()) {
      wide.narrow(1, 0, in).copy_(weight);
      weights = side(wide);
      Tensor a = parameters.a();
      Tensor aGradient = parameters.aGradient();
      stack =
          a == null || aGradient == null
              ? null
              : new Stack(a, side(a), side(aGradient), places(parts), ranks);
    }
  }

  private static List<Place> places(List<Part> parts) {
    var places = new ArrayList<Place>();
    int column = 0;
    for (Part p : parts) {
      Matrix b = Matrix.of(p.b());
      places.add(new Place((int) p.row(), column, b, side(p.bGradient())));
      column += b.columns();
    }
    return List.copyOf(places);
  }

  private static Side side(Tensor tensor) {
    return Side.of(Matrix.of(tensor));
  }

  /// Copies the B to their place behind W.
  @Override
  public void refresh(Team team) {
    if (stack == null) {
      return;
    }
    for (Place p : stack.places()) {
      for (int i = 0; i < p.b().rows(); i++) {
        long to = weights.from(p.row() + i, in + p.column()).address();
        Matrix.copy(p.b().row(i), to, p.b().columns(), scale);
      }
    }
  }

  /// W: the first `in` columns of rows that are longer.
  Side frozen() {
    return weights;
  }

  /// How many values come out.
  int out() {
    return out;
  }

  @Override
  public long in() {
    return in;
  }

  @Override
  public long columns() {
    return weights.stride();
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
    int columns = weights.stride();
    Blas.multiply(team, rows, out, columns, 1, side(input), weights.t(), add ? 1 : 0, side(y));
  }

  @Override
  public void restore(Team team, Tensor input) {
    if (stack != null) {
      Side h = side(input).from(0, in);
      int rows = (int) input.size(0);
      Side x = side(dropped(input));
      Blas.multiply(team, rows, stack.ranks(), in, 1, x, stack.aSide().t(), 0, h);
    }
  }

  @Override
  public void backward(Team team, Tensor dy, Tensor dInput) {
    int rows = (int) dy.size(0);
    Side to = side(dInput);
    Blas.multiply(team, rows, weights.stride(), out, 1, side(dy), weights, 0, to);
    if (stack == null) {
      return;
    }
    if (dropout.isOn()) {
      Tensor dx = dInput.narrow(1, 0, in);
      Tensor dh = dInput.narrow(1, in, stack.ranks());
      dx.addcmul_(dh.mm(stack.a()), masks.rows(rows));
    } else {
      Side dh = to.from(0, in);
      Blas.multiply(team, rows, in, stack.ranks(), 1, dh, stack.aSide(), 1, to);
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
    Blas.multiply(team, stack.ranks(), in, rows, 1, dh.t(), x, 1, stack.aGradient());
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

  @Override
  public void close() {
    wide.close();
    masks.close();
  }
}
