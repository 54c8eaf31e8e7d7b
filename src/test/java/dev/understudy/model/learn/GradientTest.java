package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;

class GradientTest {
  private static final List<Example> EXAMPLES = Samples.examples(3, 7, 2, 19, 12);

  static Stream<LoraConfig> adapters() {
    return Stream.of(
        new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR),
        new LoraConfig(2, 16, 0, List.of("q_proj", "v_proj")),
        new LoraConfig(3, 3, 0, List.of("k_proj", "up_proj")),
        new LoraConfig(1, 1, 0, List.of("down_proj")),
        new LoraConfig(4, 4, 0, LoraConfig.ALL_LINEAR, true, false),
        new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR, false, true),
        new LoraConfig(2, 3, 0, List.of("k_proj", "up_proj", "o_proj"), true, true));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofAnAdapterOverSeveralTilesToo(boolean dora) {
    // A gentle one: what is large within heads this wide magnifies rounding.
    var lora = new LoraConfig(4, 2, 0, LoraConfig.ALL_LINEAR, false, dora);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.WIDE, 5);
        LoraLearner learner = new LoraLearner(base, lora, 11)) {
      shake(learner);
      double loss = learner.step(Samples.LONG);
      Reference reference = new Reference(base, lora, learner.parameters());
      compare(reference, loss, learner, Samples.LONG);
    }
  }

  @Test
  void ofAllWeightsOverSeveralTilesToo() {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.WIDE, 5);
        FullLearner learner = new FullLearner(base)) {
      double loss = learner.step(Samples.LONG);
      Reference reference = new Reference(base, null, List.of());
      compare(reference, loss, learner, Samples.LONG);
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void gradientsOfAnAdapterAreThoseOfAutograd(LoraConfig lora) {
    for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED)) {
      try (PointerScope scope = new PointerScope();
          Weights base = Weights.random(config, 5);
          LoraLearner learner = new LoraLearner(base, lora, 11)) {
        shake(learner);
        double loss = learner.step(EXAMPLES);
        Reference reference = new Reference(base, lora, learner.parameters());
        compare(reference, loss, learner, EXAMPLES);
      }
    }
  }

  @Test
  void gradientsOfAllWeightsAreThoseOfAutograd() {
    for (ModelConfig config : List.of(Samples.TIED, Samples.UNTIED)) {
      try (PointerScope scope = new PointerScope();
          Weights base = Weights.random(config, 5);
          FullLearner learner = new FullLearner(base)) {
        double loss = learner.step(EXAMPLES);
        Reference reference = new Reference(base, null, List.of());
        compare(reference, loss, learner, EXAMPLES);
      }
    }
  }

  @Test
  void aStepReplacesTheGradientsOfTheOneBefore() {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner =
            new LoraLearner(base, new LoraConfig(2, 4, 0, LoraConfig.ALL_LINEAR), 1)) {
      learner.step(EXAMPLES);
      Tensor first = learner.vectors().getFirst().gradient().clone();
      learner.step(Samples.examples(4, 30));
      learner.step(EXAMPLES);
      assertThat(learner.vectors().getFirst().gradient().equal(first)).isTrue();
    }
  }

  /// B begins at zero, which would leave A without gradients.
  static void shake(LoraLearner learner) {
    torch.manual_seed(2);
    learner
        .vectors()
        .getFirst()
        .value()
        .normal_(0, 0.3, new org.bytedeco.pytorch.GeneratorOptional());
  }

  private static void compare(
      Reference reference, double loss, Learner learner, List<Example> examples) {
    Tensor expected = reference.loss(examples);
    reference.backward(expected);
    assertThat(loss).isCloseTo(expected.item_double(), within(1e-5));
    for (Parameter p : learner.parameters()) {
      Tensor wanted = wanted(reference, p.name());
      Tensor got = p.gradient().to(torch.ScalarType.Double);
      double error = got.sub(wanted).norm().item_double() / wanted.norm().item_double();
      assertThat(error).as(p.name()).isLessThan(2e-5);
    }
  }

  private static Tensor wanted(Reference reference, String name) {
    String[] fused =
        name.contains("qkv_proj")
            ? new String[] {"qkv_proj", "q_proj", "k_proj", "v_proj"}
            : name.contains("gate_up_proj")
                ? new String[] {"gate_up_proj", "gate_proj", "up_proj"}
                : new String[] {"", ""};
    if (fused.length == 2) {
      return reference.gradient(name);
    }
    var parts = new org.bytedeco.pytorch.TensorVector();
    for (int i = 1; i < fused.length; i++) {
      parts.push_back(reference.gradient(name.replace(fused[0], fused[i])));
    }
    return torch.cat(parts, 0);
  }
}
