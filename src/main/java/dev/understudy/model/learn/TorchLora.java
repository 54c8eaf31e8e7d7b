package dev.understudy.model.learn;

import dev.understudy.model.TorchBlock;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The map of [LoraLinear] in libtorch's words: y = W x + s B A x, for modules side by side.
///
/// @param weight (out, in), frozen
/// @param a the A of all parts stacked, (ranks, in)
/// @param parts of one module each, in the order of their rows
record TorchLora(Tensor weight, Tensor a, List<Part> parts, Scalar scale, Dropout dropout)
    implements UnaryOperator<Tensor> {
  /// @param row its first row in `weight`
  /// @param b (out, rank)
  record Part(long row, Tensor b) {}

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = TorchBlock.map(weight).apply(x);
    Tensor h = TorchBlock.map(a.to(weight)).apply(dropped(x)); // (rows, ranks)
    var columns = new TensorVector();
    long column = 0;
    long rank = 0;
    for (Part part : parts) {
      if (part.row > column) {
        columns.push_back(y.narrow(1, column, part.row - column));
      }
      long out = part.b.size(0);
      Tensor own = h.narrow(1, rank, part.b.size(1));
      Tensor more = torch.linear(own, part.b.to(weight)).mul(scale);
      columns.push_back(y.narrow(1, part.row, out).add(more));
      column = part.row + out;
      rank += part.b.size(1);
    }
    if (column < y.size(1)) {
      columns.push_back(y.narrow(1, column, y.size(1) - column));
    }
    return torch.cat(columns, 1);
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
