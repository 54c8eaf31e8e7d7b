package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Weights;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
  void gradientsDoNotDependOnTheNumberOfThreads() {
    List<Example> examples = Samples.examples(3, 150, 40);
    LoraConfig lora = new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner = new LoraLearner(base, lora, 1)) {
      learner.vectors().getFirst().value().fill_(new Scalar(0.05));
      Native.threads(1);
      double loss = learner.step(examples);
      Tensor alone = learner.vectors().getFirst().gradient().clone();
      Native.threads(3);
      assertThat(learner.step(examples)).isCloseTo(loss, within(1e-6));
      Tensor together = learner.vectors().getFirst().gradient().clone();
      double difference = together.sub(alone).norm().item_double() / alone.norm().item_double();
      assertThat(difference).isLessThan(1e-5);
      learner.step(examples);
      assertThat(learner.vectors().getFirst().gradient().equal(together)).isTrue();
    }
  }

  @Test
  void everyRowIsDoneOnce() {
    Native.threads(3);
    var done = new AtomicIntegerArray(1000);
    for (int round = 0; round < 100; round++) {
      Shares.run(
          1000,
          (from, to) -> {
            for (long i = from; i < to; i++) {
              done.incrementAndGet((int) i);
            }
          });
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(done.get(i)).isEqualTo(100);
    }
  }

  @Test
  void aFailureComesBackToTheCaller() {
    Native.threads(2);
    assertThatThrownBy(() ->
            Shares.each(
                8,
                i -> {
                  throw new IllegalArgumentException("piece " + i);
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }
}
