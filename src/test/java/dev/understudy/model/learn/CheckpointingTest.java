package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.Device;
import dev.understudy.model.Devices;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is recomputed on the way back is what was computed on the way forth: to the bit.
class CheckpointingTest {
  private static final List<Example> EXAMPLES = Samples.examples(3, 7, 2, 19, 12);

  /// More than one portion, so that dropout goes on where the first portion ended.
  private static final List<Example> PORTIONS = Samples.examples(9, 250, 250, 250, 250, 200, 40);

  private record Case(ModelConfig config, LoraConfig lora, Device device, List<Example> examples) {}

  static Stream<Case> cases() {
    var dropping = new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR);
    var plain = new LoraConfig(2, 16, 0, List.of("q_proj", "down_proj"));
    return Stream.of(
        new Case(Samples.TIED, dropping, Device.CPU, EXAMPLES),
        new Case(Samples.UNTIED, plain, Device.CPU, EXAMPLES),
        new Case(Samples.WIDE, dropping, Device.CPU, PORTIONS),
        new Case(Samples.TIED, dropping, Devices.TORCH, EXAMPLES),
        new Case(Samples.UNTIED, plain, Devices.TORCH, EXAMPLES),
        new Case(Samples.WIDE, dropping, Devices.TORCH, PORTIONS),
        new Case(Samples.TIED, dropping, Devices.HALF, EXAMPLES));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anAdapterLearnsTheSameToTheBit(Case c) {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(c.config(), 5);
        LoraLearner usual = new LoraLearner(base, c.lora(), 11, c.device(), false);
        LoraLearner again = new LoraLearner(base, c.lora(), 11, c.device(), true)) {
      GradientTest.shake(usual);
      again.set(usual.adapter());
      for (int step = 0; step < 2; step++) {
        usual.seed(step);
        double loss = usual.step(c.examples());
        again.seed(step);
        assertThat(again.step(c.examples())).isEqualTo(loss);
        same(usual, again);
        assertThat(again.evaluate(c.examples())).isEqualTo(usual.evaluate(c.examples()));
      }
    }
  }

  @Test
  void allWeightsLearnTheSameToTheBit() {
    for (Device device : List.of(Device.CPU, Devices.TORCH)) {
      for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED)) {
        try (PointerScope scope = new PointerScope();
            Weights base = Weights.random(config, 5);
            FullLearner usual = new FullLearner(base, device, false);
            FullLearner again = new FullLearner(base, device, true)) {
          assertThat(again.step(EXAMPLES)).isEqualTo(usual.step(EXAMPLES));
          same(usual, again);
        }
      }
    }
  }

  private static void same(Learner usual, Learner again) {
    for (int i = 0; i < usual.parameters().size(); i++) {
      Parameter wanted = usual.parameters().get(i);
      assertThat(wanted.gradient().norm().item_double()).as(wanted.name()).isPositive();
      assertThat(again.parameters().get(i).gradient().equal(wanted.gradient()))
          .as(wanted.name())
          .isTrue();
    }
  }
}
