package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The low-rank corrections s B A x beside a frozen matrix, which may be several modules side by
/// side, each with its own A and B. The A are stacked to one matrix; h = A x stands behind x in its
/// buffer. The B, times s, stand block-diagonally where the map keeps them. Modules that share an
/// input share its dropout mask.
final class LowRank {
  private final int in;
  private final float scale;
  private final Dropout dropout;
  private final Room masks; // (rows, in), of the last pass
  private final Tensor a; // (ranks, in)
  private final Side aSide;
  private final Side aGradient;
  private final List<Place> places;
  private final int ranks;

  /// One module's B, and where it stands.
  ///
  /// @param row its first row in W
  /// @param column of the module's first h, counted from the end of x
  private record Place(int row, int column, Matrix b, Side bGradient) {}

  private LowRank(
      int in,
      List<LoraLinear.Part> parts,
      Tensor a,
      Tensor aGradient,
      double scale,
      Dropout dropout,
      Room masks) {
    this.in = in;
    this.scale = (float) scale;
    this.dropout = dropout;
    this.masks = masks;
    this.a = a;
    aSide = side(a);
    this.aGradient = side(aGradient);
    var all = new ArrayList<Place>();
    int column = 0;
    for (LoraLinear.Part p : parts) {
      Matrix b = Matrix.of(p.b());
      all.add(new Place((int) p.row(), column, b, side(p.bGradient())));
      column += b.columns();
    }
    places = List.copyOf(all);
    ranks = column;
  }

  /// Null where no module of the group is a target.
  ///
  /// @param masks room for the dropout's
  static @Nullable LowRank of(
      int in, LoraParameters.Stack parameters, double scale, Dropout dropout, Room masks) {
    Tensor a = parameters.a();
    Tensor aGradient = parameters.aGradient();
    return a == null || aGradient == null
        ? null
        : new LowRank(in, parameters.parts(), a, aGradient, scale, dropout, masks);
  }

  /// Of all modules together.
  int ranks() {
    return ranks;
  }

  /// Copies the B, times s, as they are now.
  ///
  /// @param to (out, ranks)
  void spread(Side to) {
    for (Place p : places) {
      for (int i = 0; i < p.b().rows(); i++) {
        long row = to.from(p.row() + i, p.column()).address();
        Matrix.copy(p.b().row(i), row, p.b().columns(), scale);
      }
    }
  }

  /// See [Linear#draw].
  void draw(long rows) {
    if (dropout.isOn()) {
      dropout.draw(masks.rows(rows));
    }
  }

  /// Fills h behind x.
  ///
  /// @param input (rows, in + ranks)
  void forward(Team team, Tensor input) {
    Side h = side(input).from(0, in);
    Blas.multiply(team, (int) input.size(0), ranks, in, 1, side(dropped(input)), aSide.t(), 0, h);
  }

  /// Adds what came by way of h to the gradient of x.
  ///
  /// @param dInput (rows, in + ranks): the gradients of x so far, and of h
  void backward(Team team, Tensor dInput) {
    int rows = (int) dInput.size(0);
    if (dropout.isOn()) {
      Tensor dx = dInput.narrow(1, 0, in);
      dx.addcmul_(dInput.narrow(1, in, ranks).mm(a), masks.rows(rows));
    } else {
      Side to = side(dInput);
      Blas.multiply(team, rows, in, ranks, 1, to.from(0, in), aSide, 1, to);
    }
  }

  /// Adds to the gradients of A and B; see [Linear#learn].
  void learn(Team team, Tensor input, Tensor dy, Tensor dInput) {
    int rows = (int) dy.size(0);
    Side dh = side(dInput).from(0, in);
    Blas.multiply(team, ranks, in, rows, 1, dh.t(), side(dropped(input)), 1, aGradient);
    Side h = side(input).from(0, in);
    Side d = side(dy);
    for (Place p : places) {
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

  private static Side side(Tensor tensor) {
    return Side.of(Matrix.of(tensor));
  }
}
