package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.Device;
import dev.understudy.model.Devices;
import dev.understudy.model.GoldenArchitecture;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.Weights;
import dev.understudy.problem.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every supported family learns what it learns in transformers: loss, and gradients of all
/// weights, biases and norms of heads among them.
class ArchitectureGradientsTest {
  /// Of the norm of a parameter's gradient.
  private static final double SHARE = 1e-5;

  @ParameterizedTest
  @MethodSource("dev.understudy.model.GoldenArchitecture#all")
  void ofAllWeightsByOurKernels(GoldenArchitecture golden) {
    compare(golden, Device.CPU);
  }

  @ParameterizedTest
  @MethodSource("dev.understudy.model.GoldenArchitecture#all")
  void ofAllWeightsByLibtorch(GoldenArchitecture golden) {
    compare(golden, Devices.TORCH);
  }

  private static void compare(GoldenArchitecture golden, Device device) {
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.load(golden.folder());
        Learner learner = new FullLearner(base, device)) {
      double loss = learner.step(List.of(example()));
      double expected = GoldenArchitecture.example().losses().get(golden.name());
      assertThat(loss).isCloseTo(expected, within(1e-5));
      var seen = new TreeSet<String>();
      for (Parameter p : learner.parameters()) {
        float[] got = Tensors.floats(p.gradient());
        int at = 0;
        for (String name : unfused(p.name())) {
          float[] wanted = golden.floats("gradient." + name);
          assertThat(difference(got, at, wanted)).as(name).isLessThan(SHARE);
          at += wanted.length;
          seen.add(name);
        }
        assertThat(at).as(p.name()).isEqualTo(got.length);
      }
      assertThat(seen).hasSize(weights(golden));
    }
  }

  private static int weights(GoldenArchitecture golden) {
    int outer = List.of("llama", "linear", "qwen2").contains(golden.name()) ? 2 : 3;
    return outer
        + switch (golden.name()) {
          case "qwen2" -> 2 * (9 + 3);
          case "qwen3" -> 2 * (9 + 2);
          default -> 2 * 9;
        };
  }

  private static List<String> unfused(String name) {
    if (name.contains("qkv_proj")) {
      return List.of("q_proj", "k_proj", "v_proj").stream()
          .map(p -> name.replace("qkv_proj", p))
          .toList();
    }
    if (name.contains("gate_up_proj")) {
      return List.of(name.replace("gate_up_proj", "gate_proj"), name.replace("gate_up", "up"));
    }
    return List.of(name);
  }

  private static double difference(float[] got, int at, float[] wanted) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < wanted.length; i++) {
      error += Math.pow(got[at + i] - wanted[i], 2);
      norm += Math.pow(wanted[i], 2);
    }
    return Math.sqrt(error / norm);
  }

  /// The frozen biases and norms are passed through on the way back.
  @ParameterizedTest
  @MethodSource("dev.understudy.model.GoldenArchitecture#all")
  void ofAnAdapterTheSameByBoth(GoldenArchitecture golden) {
    var lora = new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.load(golden.folder());
        LoraLearner ours = new LoraLearner(base, lora, 11);
        LoraLearner theirs = new LoraLearner(base, lora, 11, Devices.TORCH)) {
      GradientTest.shake(ours);
      theirs.set(ours.adapter());
      List<Example> examples = List.of(example(), beginning(20));
      assertThat(ours.step(examples)).isCloseTo(theirs.step(examples), within(1e-5));
      for (int i = 0; i < ours.parameters().size(); i++) {
        float[] got = Tensors.floats(ours.parameters().get(i).gradient());
        float[] wanted = Tensors.floats(theirs.parameters().get(i).gradient());
        String name = ours.parameters().get(i).name();
        assertThat(difference(got, 0, wanted)).as(name).isLessThan(1e-4);
      }
    }
  }

  @Test
  void aTextLongerThanTheSlidingWindowIsRefused() {
    int[] tokens = GoldenArchitecture.example().tokens();
    int[] longer = IntStream.concat(IntStream.of(tokens), IntStream.of(1, 2)).toArray();
    boolean[] target = new boolean[longer.length];
    target[longer.length - 1] = true;
    for (Device device : List.of(Device.CPU, Devices.TORCH)) {
      try (Weights base = Weights.load(new GoldenArchitecture("mistral").folder());
          Learner learner = new FullLearner(base, device)) {
        assertThatThrownBy(() -> learner.step(List.of(new Example(longer, target))))
            .isInstanceOf(UserException.class)
            .hasMessageContaining("49 tokens")
            .hasMessageContaining("sliding window of 48");
      }
    }
  }

  private static Example beginning(int tokens) {
    Example whole = example();
    return new Example(
        Arrays.copyOf(whole.tokens(), tokens), Arrays.copyOf(whole.target(), tokens));
  }

  private static Example example() {
    GoldenArchitecture.Example golden = GoldenArchitecture.example();
    return new Example(golden.tokens(), golden.target());
  }
}
