package dev.understudy.model.learn;

import dev.understudy.model.TorchBlock;
import dev.understudy.model.Weights;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The maps of [LoraLinear] and [DoraLinear] in libtorch's words: y = W x + s B A x, for modules
/// side by side, each row times its m / |W + s B A| where there is a magnitude m.
///
/// @param weight (out, in), frozen
/// @param a the A of all parts stacked, (ranks, in)
/// @param parts of one module each, in the order of their rows
record TorchLora(Tensor weight, Tensor a, List<Part> parts, Scalar scale, Dropout dropout)
    implements UnaryOperator<Tensor> {
  /// @param row its first row in `weight`
  /// @param b (out, rank)
  /// @param magnitude (out), DoRA's, or null
  record Part(long row, Tensor b, @Nullable Tensor magnitude) {}

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = TorchBlock.map(weight).apply(x);
    Tensor seen = dropped(x);
    Tensor h = TorchBlock.map(a.to(weight)).apply(seen); // (rows, ranks)
    var columns = new TensorVector();
    long column = 0;
    long rank = 0;
    for (Part part : parts) {
      if (part.row > column) {
        columns.push_back(y.narrow(1, column, part.row - column));
      }
      long out = part.b.size(0);
      long own = part.b.size(1);
      Tensor more = torch.linear(h.narrow(1, rank, own), part.b.to(weight)).mul(scale);
      Tensor plain = y.narrow(1, part.row, out);
      columns.push_back(
          part.magnitude == null
              ? plain.add(more)
              : stretched(part, part.magnitude, plain, more, seen, rank));
      column = part.row + out;
      rank += own;
    }
    if (column < y.size(1)) {
      columns.push_back(y.narrow(1, column, y.size(1) - column));
    }
    return torch.cat(columns, 1);
  }

  /// W x + (c - 1) W x' + c s B A x', with x' after dropout and c = m / |W + s B A|, whose lower
  /// part counts as a constant.
  private Tensor stretched(
      Part part, Tensor magnitude, Tensor plain, Tensor more, Tensor seen, long rank) {
    Tensor own = weight.narrow(0, part.row, part.b.size(0));
    Tensor c = magnitude.div(lengths(own, part.b, a.narrow(0, rank, part.b.size(1)))).to(weight);
    if (!dropout.isOn()) {
      return plain.add(more).mul(c);
    }
    Tensor z = TorchBlock.map(own).apply(seen);
    return plain.sub(z).add(z.add(more).mul(c));
  }

  /// (out), float32
  private Tensor lengths(Tensor own, Tensor b, Tensor ownA) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor whole = b.mm(ownA).mul_(scale).add_(own);
      Tensor lengths = Weights.lengths(whole).view(own.size(0));
      outer.attach(lengths);
      return lengths;
    }
  }

  private Tensor dropped(Tensor x) {
    if (!dropout.isOn()) {
      return x;
    }
    Tensor mask = torch.empty_like(x);
    dropout.draw(mask);
    return x.mul(mask);
  }
}
