package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.Native;
import dev.understudy.model.Team;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/// Against libtorch's own gradients; more targets than go through at once, and a vocabulary that
/// fills no whole number of vectors.
class HeadTest {
  private static final int TARGETS = 150;
  private static final int VOCABULARY = 1003;
  private static final int WIDTH = 20;
  private static final double SCALE = 0.25;

  @Test
  void lossAndGradientsAreThoseOfCrossEntropy() {
    Native.load();
    torch.manual_seed(2);
    try (PointerScope scope = new PointerScope();
        Team team = new Team(2)) {
      Tensor hidden = torch.randn(TARGETS, WIDTH).mul(new Scalar(3)).detach();
      Tensor weight = torch.randn(VOCABULARY, WIDTH).detach();
      long[] labels = new long[TARGETS];
      Arrays.setAll(labels, i -> i * 37L % 11 == 0 ? VOCABULARY - 1 : i * 997L % VOCABULARY);

      Tensor h = hidden.clone().set_requires_grad(true);
      Tensor w = weight.clone().set_requires_grad(true);
      Tensor chances = torch.log_softmax(h.mm(w.t()), 1);
      Tensor loss = chances.gather(1, Tensors.longs(labels).unsqueeze(1)).sum().neg();
      loss.mul(new Scalar(SCALE)).backward();

      Tensor dHidden = torch.empty_like(hidden);
      Tensor gradient = torch.zeros_like(weight);
      try (Head head = new Head(weight, gradient)) {
        double got = head.loss(team, hidden, labels, SCALE, dHidden);
        assertThat(got).isCloseTo(loss.item_double(), within(1e-3));
        assertThat(head.loss(team, hidden, labels, 1, null)).isEqualTo(got);
      }
      assertThat(torch.allclose(dHidden, new Tensor(h.grad()), 1e-4, 1e-5, false)).isTrue();
      assertThat(torch.allclose(gradient, new Tensor(w.grad()), 1e-4, 1e-5, false)).isTrue();
    }
  }

  /// A logit far above the others leaves nothing to divide by in float32 if it is not taken away
  /// first.
  @Test
  void largeLogitsStayFinite() {
    Native.load();
    try (PointerScope scope = new PointerScope();
        Team team = new Team(1)) {
      Tensor hidden = torch.ones(1, 1).mul(new Scalar(500));
      Tensor weight = torch.tensor(new float[] {1, -1, 0.5f}).unsqueeze(1);
      Tensor dHidden = torch.empty_like(hidden);
      try (Head head = new Head(weight, null)) {
        assertThat(head.loss(team, hidden, new long[] {1}, 1, dHidden))
            .isCloseTo(1000, within(1e-3));
      }
      assertThat(dHidden.item_double()).isCloseTo(2, within(1e-5));
    }
  }
}
