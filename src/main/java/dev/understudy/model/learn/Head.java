package dev.understudy.model.learn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The output head and the loss, only where there is a target, some rows at a time: the whole
/// matrix of logits would be the largest of all.
///
/// @param weight (vocabulary, width)
/// @param gradient the same, null when frozen
record Head(Tensor weight, @Nullable Tensor gradient, Room logits) implements AutoCloseable {
  private static final long CHUNK = 128;

  static Head of(Tensor weight, @Nullable Tensor gradient) {
    return new Head(Tensors.keep(new Tensor(weight)), gradient, new Room(weight.size(0)));
  }

  /// Cross-entropy, summed.
  ///
  /// @param hidden (targets, width), normed
  /// @param labels (targets) int64
  /// @param scale of the gradient
  /// @param dHidden (targets, width), filled here; null when no gradients are wanted
  double loss(Tensor hidden, Tensor labels, double scale, @Nullable Tensor dHidden) {
    double sum = 0;
    for (long from = 0; from < hidden.size(0); from += CHUNK) {
      try (PointerScope scope = new PointerScope()) {
        long rows = Math.min(CHUNK, hidden.size(0) - from);
        Tensor h = hidden.narrow(0, from, rows);
        Tensor label = labels.narrow(0, from, rows).unsqueeze(1);
        Tensor scores = logits.rows(rows);
        torch.mm_out(scores, h, weight.t());
        sum += softmax(scores, label);
        if (dHidden != null) {
          scores.scatter_add_(1, label, torch.full(new long[] {rows, 1}, Tensors.MINUS_ONE));
          Tensor d = dHidden.narrow(0, from, rows);
          torch.mm_out(d, scores, weight);
          d.mul_(new Scalar(scale));
          if (gradient != null) {
            gradient.addmm_(scores.t(), h, Tensors.ONE, new Scalar(scale));
          }
        }
      }
    }
    return sum;
  }

  /// Turns scores into probabilities in place.
  ///
  /// The sum of exponentials is read off the likeliest token, whose probability never vanishes in
  /// float32; the label's may.
  ///
  /// @return the sum of -log p(label)
  private static double softmax(Tensor scores, Tensor label) {
    var best = scores.max(1, true);
    Tensor wanted = scores.gather(1, label);
    Tensor most = best.get0();
    Tensor where = best.get1();
    torch.softmax_out(scores, scores, 1);
    Tensor logSum = most.sub(scores.gather(1, where).log());
    return logSum.sub(wanted).sum().item_double();
  }

  @Override
  public void close() {
    weight.close();
    logits.close();
  }
}
