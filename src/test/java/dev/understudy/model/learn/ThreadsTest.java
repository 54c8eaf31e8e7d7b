package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Weights;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final int before = Native.threads();

  @AfterEach
  void restore() {
    Native.threads(before);
  }

  @Test
  void gradientsDoNotDependOnTheNumberOfThreadsBeyondRounding() {
    List<Example> examples = Samples.examples(3, 150, 40);
    LoraConfig lora = new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5)) {
      Native.threads(1);
      Tensor alone = gradient(base, lora, examples);
      assertThat(gradient(base, lora, examples).equal(alone)).isTrue();
      Native.threads(3);
      Tensor together = gradient(base, lora, examples);
      assertThat(gradient(base, lora, examples).equal(together)).isTrue();
      double difference = together.sub(alone).norm().item_double() / alone.norm().item_double();
      assertThat(difference).isLessThan(1e-5);
    }
  }

  private static Tensor gradient(Weights base, LoraConfig lora, List<Example> examples) {
    try (LoraLearner learner = new LoraLearner(base, lora, 1)) {
      learner.vectors().getFirst().value().fill_(new Scalar(0.05));
      learner.step(examples);
      return learner.vectors().getFirst().gradient().clone();
    }
  }
}
