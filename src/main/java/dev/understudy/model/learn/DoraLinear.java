package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A frozen linear map with low-rank corrections, of which each row has a length that learns: y = c z with
/// z = W x + s B A x and c = m / |W + s B A|, DoRA (Liu et al. 2024), eq. 5. As proposed there (section 4.3) and done by
/// PEFT, the length below counts as a constant on the way back:
///
///     dz = c dy        dm = sum over tokens of dy z / |W + s B A|
///
/// so that all else is [LoraLinear]'s, of z. Rows of modules that are no targets have c = 1.
///
/// Dropout is PEFT's: with x' for what it left of x, y = W x - W x' + c (W x' + s B A x'), at the price of a second
/// product with W each way.
final class DoraLinear implements Linear {
  private static final int PART = 128; // columns of one share of the work

  private final LoraLinear plain; // z of x, or of x'
  private final Dropout dropout;
  private final float scale;
  private final int in;
  private final int out;
  private final Side stack; // the A of all parts, (ranks, in)
  private final List<Share> shares;
  private final Tensor factors; // (1, out): c
  private final Tensor inverses; // (1, out): 1 / |W + s B A|, 0 where no magnitude learns
  private final Room results; // (rows, out): z, and on the way back dz
  private final Room dropped; // (rows, columns): x', and h for it
  private final Room masks; // (rows, in), of the last pass
  private final Room dDropped; // (rows, columns)

  /// A module's magnitudes and what its lengths are calculated from.
  ///
  /// @param row its first row in W
  /// @param rank its first row in the stacked A
  /// @param b (out, rank)
  /// @param squares of the lengths of W's rows, (out)
  private record Share(int row, int rank, Tensor b, Parameter magnitude, double[] squares) {}

  /// @param weight (out, in), copied
  /// @param masks room for the dropout's
  DoraLinear(
      Tensor weight, LoraParameters.Stack parameters, double scale, Dropout dropout, Room masks) {
    plain = new LoraLinear(weight, parameters, scale, new Dropout(0), masks);
    this.masks = masks;
    this.dropout = dropout;
    this.scale = (float) scale;
    in = (int) plain.in();
    out = plain.out();
    stack = Side.of(Matrix.of(Objects.requireNonNull(parameters.a())));
    factors = Tensors.empty(1, out);
    factors.fill_(new Scalar(1.0));
    inverses = Tensors.zeros(1, out);
    results = new Room(out);
    dropped = new Room(plain.columns());
    dDropped = new Room(plain.columns());
    var all = new ArrayList<Share>();
    int rank = 0;
    for (LoraLinear.Part part : parameters.parts()) {
      Parameter magnitude = Objects.requireNonNull(part.magnitude());
      double[] squares = squares(weight, part);
      all.add(new Share((int) part.row(), rank, part.b(), magnitude, squares));
      rank += (int) part.b().size(1);
    }
    shares = List.copyOf(all);
  }

  private static double[] squares(Tensor weight, LoraLinear.Part part) {
    try (PointerScope scope = new PointerScope()) {
      Matrix own = Matrix.of(weight.narrow(0, part.row(), part.b().size(0)));
      double[] squares = new double[(int) own.rows()];
      for (int i = 0; i < squares.length; i++) {
        squares[i] = Matrix.dot(own.row(i), own.row(i), own.columns());
      }
      return squares;
    }
  }

  @Override
  public void refresh(Team team) {
    plain.refresh(team);
    try (PointerScope scope = new PointerScope()) {
      shares.forEach(share -> refresh(team, share));
    }
  }

  /// The lengths without the sum of both: |w + s b A|^2 = |w|^2 + b (2 s A w + s^2 A A^T b), for a
  /// row w of W and its b of B.
  private void refresh(Team team, Share share) {
    Matrix b = Matrix.of(share.b());
    int rows = (int) b.rows();
    int rank = b.columns();
    Side a = stack.from(share.rank(), 0);
    Matrix products = Matrix.of(torch.empty(rank, rank)); // A A^T
    Matrix mixed = Matrix.of(torch.empty(rows, rank)); // 2 s W A^T + s^2 B A A^T
    Side w = plain.frozen().from(share.row(), 0);
    Blas.multiply(rank, rank, in, 1, a, a.t(), 0, Side.of(products));
    Blas.multiply(team, rows, rank, in, 2 * scale, w, a.t(), 0, Side.of(mixed));
    Side bSide = Side.of(b);
    Blas.multiply(
        team, rows, rank, rank, scale * scale, bSide, Side.of(products), 1, Side.of(mixed));
    long magnitudes = share.magnitude().value().data_ptr().address();
    long c = at(factors, share.row());
    long inverse = at(inverses, share.row());
    for (int i = 0; i < rows; i++) {
      double square = share.squares()[i] + Matrix.dot(b.row(i), mixed.row(i), rank);
      float one = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
      Matrix.set(inverse + 4L * i, one);
      Matrix.set(c + 4L * i, Matrix.get(magnitudes + 4L * i) * one);
    }
  }

  private static long at(Tensor row, long column) {
    return row.data_ptr().address() + 4 * column;
  }

  @Override
  public long in() {
    return in;
  }

  @Override
  public long columns() {
    return plain.columns();
  }

  @Override
  public void draw(long rows) {
    if (dropout.isOn()) {
      dropout.draw(masks.rows(rows));
    }
  }

  @Override
  public void forward(Team team, Tensor input, Tensor y, boolean add) {
    Tensor z = results.rows(input.size(0));
    if (!dropout.isOn()) {
      plain.forward(team, input, z, false);
      stretch(team, z, y, add);
      return;
    }
    Tensor x = input.narrow(1, 0, in);
    Tensor mask = masks.rows(input.size(0));
    Tensor left = dropped.rows(input.size(0));
    Tensor own = left.narrow(1, 0, in);
    torch.mul_out(own, x, mask);
    plain.forward(team, left, z, false);
    stretch(team, z, y, add);
    Side lost = Side.of(Matrix.of(x.sub(own)));
    int rows = (int) input.size(0);
    Blas.multiply(team, rows, out, in, 1, lost, plain.frozen().t(), 1, Side.of(Matrix.of(y)));
  }

  /// y = c z, or y += c z.
  private void stretch(Team team, Tensor z, Tensor y, boolean add) {
    Matrix from = Matrix.of(z);
    Matrix to = Matrix.of(y);
    long c = at(factors, 0);
    team.spread(
        from.rows(),
        (first, last) -> {
          for (long row = first; row < last; row++) {
            long a = from.row(row);
            long b = to.row(row);
            for (int i = 0; i < out; i += Matrix.LANES) {
              int left = out - i;
              FloatVector v = Matrix.load(a + 4L * i, left).mul(Matrix.load(c + 4L * i, left));
              Matrix.store(add ? v.add(Matrix.load(b + 4L * i, left)) : v, b + 4L * i, left);
            }
          }
        });
  }

  @Override
  public void restore(Team team, Tensor input) {
    if (!dropout.isOn()) {
      plain.restore(team, input);
    }
  }

  @Override
  public void backward(Team team, Tensor dy, Tensor dInput) {
    Tensor dz = results.rows(dy.size(0));
    shrink(team, dy, dz);
    if (!dropout.isOn()) {
      plain.backward(team, dz, dInput);
      return;
    }
    int rows = (int) dy.size(0);
    Side d = Side.of(Matrix.of(dy));
    Tensor dLeft = dDropped.rows(rows);
    plain.backward(team, dz, dLeft);
    Side to = Side.of(Matrix.of(dInput));
    Blas.multiply(team, rows, in, out, 1, d, plain.frozen(), 0, to); // W^T dy
    Tensor mask = masks.rows(rows);
    Tensor dx = dInput.narrow(1, 0, in);
    dx.sub_(dx.mul(mask)).add_(dLeft.narrow(1, 0, in).mul(mask));
  }

  /// Turns z into dz, after the magnitudes have got their share.
  private void shrink(Team team, Tensor dy, Tensor z) {
    Matrix from = Matrix.of(dy);
    Matrix to = Matrix.of(z);
    float[] sums = new float[(out + PART - 1) / PART * PART];
    long c = at(factors, 0);
    team.each((out + PART - 1) / PART, part -> shrink(from, to, c, part * PART, sums));
    for (Share share : shares) {
      Tensor gradient = share.magnitude().gradient();
      long g = gradient.data_ptr().address();
      long inverse = at(inverses, share.row());
      for (int i = 0; i < share.squares().length; i++) {
        float more = Matrix.get(inverse + 4L * i) * sums[share.row() + i];
        Matrix.set(g + 4L * i, Matrix.get(g + 4L * i) + more);
      }
    }
  }

  private void shrink(Matrix dy, Matrix z, long c, int first, float[] sums) {
    int last = Math.min(out, first + PART);
    for (long row = 0; row < dy.rows(); row++) {
      long d = dy.row(row);
      long own = z.row(row);
      for (int i = first; i < last; i += Matrix.LANES) {
        FloatVector v = Matrix.load(d + 4L * i, last - i);
        FloatVector sum = FloatVector.fromArray(Matrix.SPECIES, sums, i);
        v.fma(Matrix.load(own + 4L * i, last - i), sum).intoArray(sums, i);
        Matrix.store(v.mul(Matrix.load(c + 4L * i, last - i)), own + 4L * i, last - i);
      }
    }
  }

  @Override
  public void learn(Team team, Tensor input, Tensor dy, Tensor dInput) {
    Tensor dz = results.rows(dy.size(0));
    if (dropout.isOn()) {
      plain.learn(team, dropped.rows(dy.size(0)), dz, dDropped.rows(dy.size(0)));
    } else {
      plain.learn(team, input, dz, dInput);
    }
  }

  @Override
  public long bytes() {
    return results.bytes() + dropped.bytes() + dDropped.bytes();
  }

  @Override
  public void close() {
    plain.close();
    factors.close();
    inverses.close();
    results.close();
    dropped.close();
    masks.close();
    dDropped.close();
  }
}
