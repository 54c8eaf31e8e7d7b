package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.Device;
import dev.understudy.model.Devices;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses and gradients by autograd against those by hand, of examples laid end to end.
class TorchLossesTest {
  private static final List<Example> EXAMPLES = Samples.examples(3, 7, 2, 19, 12);

  /// How far what is computed may be off, as a share.
  ///
  /// @param loss of the loss
  /// @param whole of all gradients as one vector
  /// @param each of the gradients of one parameter
  private record Within(double loss, double whole, double each) {}

  private static final Within FLOAT = new Within(1e-5, 1e-4, 1e-4);

  /// By rounding every product to eight bits; keys of a random model hardly count, and their
  /// gradients are the least exact.
  private static final Within HALF = new Within(0.02, 0.15, 0.3);

  static Stream<LoraConfig> adapters() {
    return Stream.of(
        new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR),
        new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR),
        new LoraConfig(2, 16, 0, List.of("q_proj", "v_proj")),
        new LoraConfig(3, 3, 0.2, List.of("k_proj", "up_proj")),
        new LoraConfig(1, 1, 0, List.of("down_proj")),
        new LoraConfig(4, 4, 0, LoraConfig.ALL_LINEAR, true, false),
        new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR, false, true),
        new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR, false, true),
        new LoraConfig(3, 3, 0.2, List.of("k_proj", "up_proj"), true, true));
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void anAdapterLearnsTheSame(LoraConfig lora) {
    for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED)) {
      compare(config, lora, Devices.TORCH, FLOAT);
    }
  }

  @Test
  void overSeveralTilesTheSameIsLearntToo() {
    var lora = new LoraConfig(4, 8, 0.3, LoraConfig.ALL_LINEAR);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.WIDE, 5);
        LoraLearner ours = new LoraLearner(base, lora, 11);
        LoraLearner theirs = new LoraLearner(base, lora, 11, Devices.TORCH);
        FullLearner oursFull = new FullLearner(base);
        FullLearner theirsFull = new FullLearner(base, Devices.TORCH)) {
      GradientTest.shake(ours);
      theirs.set(ours.adapter());
      compare(ours, theirs, Samples.LONG, FLOAT);
      compare(oursFull, theirsFull, Samples.LONG, FLOAT);
    }
  }

  @Test
  void inBfloat16AnAdapterLearnsNearlyTheSame() {
    compare(Samples.TIED, adapters().findFirst().orElseThrow(), Devices.HALF, HALF);
  }

  @Test
  void onAGpuAnAdapterLearnsNearlyTheSame() {
    Device gpu = Devices.gpuOrSkip();
    for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED)) {
      compare(config, adapters().findFirst().orElseThrow(), gpu, HALF);
    }
  }

  @Test
  void allWeightsLearnTheSame() {
    for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED)) {
      compare(config, Devices.TORCH, FLOAT);
    }
  }

  @Test
  void inBfloat16AllWeightsLearnNearlyTheSame() {
    compare(Samples.TIED, Devices.HALF, HALF);
  }

  @Test
  void onAGpuAllWeightsLearnNearlyTheSameAndComeBack() {
    Device gpu = Devices.gpuOrSkip();
    compare(Samples.UNTIED, gpu, HALF);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.UNTIED, 5);
        FullLearner learner = new FullLearner(base, gpu)) {
      learner.parameters().forEach(p -> p.value().zero_());
      assertThat(base.head().norm().item_double()).isGreaterThan(1);
      learner.fetch();
      base.all().forEach(t -> assertThat(t.norm().item_double()).isZero());
    }
  }

  @Test
  void aStepReplacesTheGradientsOfTheOneBeforeAndMeasuringAddsNone() {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner =
            new LoraLearner(
                base, new LoraConfig(2, 4, 0, LoraConfig.ALL_LINEAR), 1, Devices.TORCH)) {
      learner.step(EXAMPLES);
      Tensor first = learner.vectors().getFirst().gradient().clone();
      assertThat(first.norm().item_double()).isGreaterThan(0);
      learner.step(Samples.examples(4, 30));
      learner.step(EXAMPLES);
      learner.evaluate(EXAMPLES);
      assertThat(learner.vectors().getFirst().gradient().equal(first)).isTrue();
    }
  }

  @Test
  void theBaseMayBeClosed() {
    Weights base = Weights.random(Samples.TIED, 5);
    LoraConfig lora = new LoraConfig(2, 4, 0, LoraConfig.ALL_LINEAR);
    try (LoraLearner learner = new LoraLearner(base, lora, 1, Devices.TORCH)) {
      double loss = learner.step(EXAMPLES);
      base.close();
      assertThat(learner.step(EXAMPLES)).isEqualTo(loss);
    }
  }

  private static void compare(ModelConfig config, LoraConfig lora, Device device, Within most) {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(config, 5);
        LoraLearner ours = new LoraLearner(base, lora, 11);
        LoraLearner theirs = new LoraLearner(base, lora, 11, device)) {
      GradientTest.shake(ours);
      theirs.set(ours.adapter());
      compare(ours, theirs, EXAMPLES, most);
      assertThat(theirs.adapter().pairs().keySet()).isEqualTo(ours.adapter().pairs().keySet());
    }
  }

  private static void compare(ModelConfig config, Device device, Within most) {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(config, 5);
        FullLearner ours = new FullLearner(base);
        FullLearner theirs = new FullLearner(base, device)) {
      compare(ours, theirs, EXAMPLES, most);
    }
  }

  /// Both begin with the same values, and draw the same masks.
  private static void compare(Learner ours, Learner theirs, List<Example> examples, Within most) {
    ours.seed(7);
    double expected = ours.step(examples);
    theirs.seed(7);
    assertThat(theirs.step(examples)).isCloseTo(expected, within(most.loss() * expected));
    double measured = ours.evaluate(examples).mean();
    assertThat(theirs.evaluate(examples).mean())
        .isCloseTo(measured, within(most.loss() * measured));
    assertThat(theirs.parameters()).hasSameSizeAs(ours.parameters());
    double all = 0;
    double off = 0;
    for (int i = 0; i < ours.parameters().size(); i++) {
      Parameter wanted = ours.parameters().get(i);
      Parameter got = theirs.parameters().get(i);
      assertThat(got.name()).isEqualTo(wanted.name());
      Tensor difference = got.gradient().to(torch.ScalarType.Float).cpu().sub(wanted.gradient());
      double error = difference.norm().item_double();
      double norm = wanted.gradient().norm().item_double();
      assertThat(error / norm).as(got.name()).isLessThan(most.each());
      all += norm * norm;
      off += error * error;
    }
    assertThat(Math.sqrt(off / all)).isLessThan(most.whole());
  }
}
