package dev.understudy.model.learn;

import static dev.understudy.model.learn.Tensors.keep;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
  record Part(long row, Tensor b, Tensor bGradient) {}

  private final long in;
  private final Tensor wide; // (out, in + ranks): [W, sB]
  private final Tensor wideT;
  private final @Nullable Stack stack;
  private final Scalar scale;
  private final Dropout dropout;
  private final Room masks; // (rows, in), of the last forward pass

  /// The A of all parts together, and each B with its place in `wide`.
  private record Stack(Tensor a, Tensor aT, Tensor aGradient, List<Place> places, long ranks) {}

  private record Place(Part part, Tensor inWide, long column) {}

  /// @param weight (out, in), copied
  LoraLinear(Tensor weight, LoraParameters.Stack parameters, double scale, Dropout dropout) {
    in = weight.size(1);
    masks = new Room(in);
    this.dropout = dropout;
    this.scale = Tensors.scalar(scale);
    List<Part> parts = parameters.parts();
    long ranks = parts.stream().mapToLong(p -> p.b().size(1)).sum();
    wide = Tensors.zeros(weight.size(0), in + ranks);
    try (PointerScope scope = new PointerScope()) {
      wide.narrow(1, 0, in).copy_(weight);
      wideT = keep(wide.t());
      Tensor a = parameters.a();
      Tensor aGradient = parameters.aGradient();
      stack =
          a == null || aGradient == null
              ? null
              : new Stack(a, keep(a.t()), aGradient, places(parts), ranks);
    }
  }

  private List<Place> places(List<Part> parts) {
    var places = new ArrayList<Place>();
    long column = in;
    for (Part p : parts) {
      long rank = p.b().size(1);
      Tensor there = wide.narrow(0, p.row(), p.b().size(0)).narrow(1, column, rank);
      places.add(new Place(p, keep(there), column - in));
      column += rank;
    }
    return List.copyOf(places);
  }

  /// Copies the B, as they are now, to their place behind W. To be called whenever they changed.
  void refresh() {
    if (stack != null) {
      stack.places().forEach(p -> torch.mul_out(p.inWide(), p.part().b(), scale));
    }
  }

  @Override
  public long in() {
    return in;
  }

  @Override
  public long columns() {
    return wide.size(1);
  }

  @Override
  public void forward(Tensor input, Tensor y) {
    dropAndProject(input);
    torch.mm_out(y, input, wideT);
  }

  @Override
  public void forwardOnto(Tensor residual, Tensor input, Tensor y) {
    dropAndProject(input);
    torch.addmm_out(y, residual, input, wideT);
  }

  private void dropAndProject(Tensor input) {
    if (stack != null && dropout.isOn()) {
      dropout.draw(masks.rows(input.size(0)));
    }
    restore(input);
  }

  @Override
  public void restore(Tensor input) {
    if (stack != null) {
      Tensor h = input.narrow(1, in, stack.ranks());
      torch.mm_out(h, dropped(input), stack.aT());
    }
  }

  @Override
  public void backward(Tensor dy, Tensor dInput) {
    torch.mm_out(dInput, dy, wide);
    if (stack != null) {
      Tensor dx = dInput.narrow(1, 0, in);
      Tensor dh = dInput.narrow(1, in, stack.ranks());
      if (dropout.isOn()) {
        dx.addcmul_(dh.mm(stack.a()), masks.rows(dx.size(0)));
      } else {
        dx.addmm_(dh, stack.a());
      }
    }
  }

  @Override
  public void learn(Tensor input, Tensor dy, Tensor dInput) {
    if (stack == null) {
      return;
    }
    stack.aGradient().addmm_(dInput.narrow(1, in, stack.ranks()).t(), dropped(input));
    for (Place p : stack.places()) {
      Tensor b = p.part().bGradient();
      Tensor ownDy = dy.narrow(1, p.part().row(), b.size(0));
      Tensor h = input.narrow(1, in + p.column(), b.size(1));
      b.addmm_(ownDy.t(), h, Tensors.ONE, scale);
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
