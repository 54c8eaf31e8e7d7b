package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.Weights;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final List<Example> EXAMPLES = Samples.examples(3, 9, 14);

  @Test
  void masksAreAFunctionOfTheSeedAndOffWhileMeasuring() {
    LoraConfig lora = new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner = new LoraLearner(base, lora, 1)) {
      GradientTest.shake(learner);
      learner.seed(7);
      double first = learner.step(EXAMPLES);
      double next = learner.step(EXAMPLES);
      learner.seed(7);
      assertThat(learner.step(EXAMPLES)).isEqualTo(first).isNotEqualTo(next);
      assertThat(learner.evaluate(EXAMPLES)).isEqualTo(learner.evaluate(EXAMPLES));
    }
  }

  /// Finite differences, since with the same seed the masks stay the same.
  @Test
  void gradientsBelongToTheMaskedLoss() {
    LoraConfig lora = new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner = new LoraLearner(base, lora, 1)) {
      GradientTest.shake(learner);
      learner.seed(7);
      learner.step(EXAMPLES);
      Parameter all = learner.vectors().getFirst();
      Tensor gradient = all.gradient().clone();
      double norm = gradient.norm().item_double();
      Tensor step = gradient.mul(new org.bytedeco.pytorch.Scalar(0.001 / norm));
      all.value().add_(step);
      learner.seed(7);
      double up = learner.step(EXAMPLES);
      all.value().sub_(step).sub_(step);
      learner.seed(7);
      double down = learner.step(EXAMPLES);
      assertThat((up - down) / 0.002)
          .isCloseTo(norm, org.assertj.core.data.Percentage.withPercentage(1));
    }
  }
}
