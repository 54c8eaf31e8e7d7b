package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.understudy.model.Device;
import dev.understudy.model.Devices;
import dev.understudy.model.Native;
import dev.understudy.model.NativeFloats;
import dev.understudy.model.Team;
import dev.understudy.model.learn.Parameter;
import dev.understudy.recipe.Recipe;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class AdamWTest {
  @Test
  void followsThePaper() {
    follow(Devices.TORCH);
  }

  @Test
  void followsThePaperOnAGpu() {
    follow(Devices.gpuOrSkip());
  }

  @Test
  void aVectorOfSeveralSlicesFollowsThePaperForAnyTeam() {
    Native.load();
    Steps alone = twoSteps(1);
    Steps three = twoSteps(3);
    double[] sums = new double[2];
    for (int i = 0; i < LONG; i++) {
      for (int step = 1; step <= 2; step++) {
        sums[step - 1] += Math.pow(gradient(i, step), 2);
      }
    }
    // Libtorch sums up the squares of a slice in float32.
    assertThat(alone.norms()[0]).isCloseTo(Math.sqrt(sums[0]), withinPercentage(0.02));
    assertThat(alone.norms()[1]).isCloseTo(Math.sqrt(sums[1]), withinPercentage(0.02));
    for (int i : new int[] {0, 1, LONG / 2, SLICE - 1, SLICE, SLICE + 1, LONG - 1}) {
      double x = 1 + i % 7;
      double m = 0;
      double v = 0;
      for (int step = 1; step <= 2; step++) {
        double half = gradient(i, step) / 2;
        m = 0.9 * m + 0.1 * half;
        v = 0.999 * v + 0.001 * half * half;
        x -= 0.01 * 0.1 * x;
        double mean = m / (1 - Math.pow(0.9, step));
        x -= 0.01 * mean / (Math.sqrt(v / (1 - Math.pow(0.999, step))) + 1e-8);
      }
      assertThat((double) alone.values()[i]).as("number %d", i).isCloseTo(x, within(2e-6));
    }
    assertThat(three.values()).isEqualTo(alone.values());
    assertThat(three.norms()).isEqualTo(alone.norms());
  }

  @Test
  void betasAndEpsilonAreTheRecipes() {
    Native.load();
    try (PointerScope scope = new PointerScope()) {
      Tensor value = torch.tensor(new float[] {1f});
      Tensor gradient = torch.tensor(new float[] {0.5f});
      var settings =
          new Recipe.Optimizer(
              1e-3, 0, Recipe.Schedule.CONSTANT, 0, 0, 0.8, 0.95, 0.1, Recipe.States.FLOAT32);
      double x = 1;
      double m = 0;
      double v = 0;
      try (Team team = new Team(1);
          AdamW adam =
              new AdamW(List.of(new Parameter("w", value, gradient, true)), settings, team)) {
        for (int step = 1; step <= 3; step++) {
          adam.step(step, 0.01, 1);
          m = 0.8 * m + 0.2 * 0.5;
          v = 0.95 * v + 0.05 * 0.25;
          double mean = m / (1 - Math.pow(0.8, step));
          x -= 0.01 * mean / (Math.sqrt(v / (1 - Math.pow(0.95, step))) + 0.1);
          assertThat((double) NativeFloats.of(value).get(0)).isCloseTo(x, within(1e-6));
        }
      }
    }
  }

  private static Recipe.Optimizer decay(double decay) {
    return new Recipe.Optimizer(1e-3, 0, Recipe.Schedule.CONSTANT, 0, decay);
  }

  private static final int SLICE = 1 << 18;
  private static final int LONG = SLICE + 5;

  /// @param values after two steps
  /// @param norms of the gradients of each step
  private record Steps(float[] values, double[] norms) {}

  private static float gradient(int i, int step) {
    return (i % 11 - 4.5f) * (step == 1 ? 0.1f : i % 3 - 1.2f);
  }

  private static Steps twoSteps(int members) {
    try (PointerScope scope = new PointerScope()) {
      Tensor value = torch.zeros(LONG);
      Tensor gradient = torch.zeros(LONG);
      fill(value, i -> 1 + i % 7);
      double[] norms = new double[2];
      try (Team team = new Team(members);
          AdamW adam =
              new AdamW(List.of(new Parameter("w", value, gradient, true)), decay(0.1), team)) {
        for (int s = 1; s <= 2; s++) {
          int step = s;
          fill(gradient, i -> gradient(i, step));
          norms[step - 1] = adam.gradientNorm();
          adam.step(step, 0.01, 2);
        }
      }
      return new Steps(NativeFloats.of(value).segment().toArray(ValueLayout.JAVA_FLOAT), norms);
    }
  }

  private static void fill(Tensor vector, IntToDoubleFunction number) {
    NativeFloats floats = NativeFloats.of(vector);
    for (int i = 0; i < LONG; i++) {
      floats.set(i, (float) number.applyAsDouble(i));
    }
  }

  private static void follow(Device device) {
    Native.load();
    try (PointerScope scope = new PointerScope()) {
      Tensor value = device.floats(torch.tensor(new float[] {1f, -2f}));
      Tensor gradient = torch.zeros_like(value);
      Tensor norm = device.floats(torch.tensor(new float[] {3f}));
      Tensor normGradient = torch.zeros_like(norm);
      try (Team team = new Team(2);
          AdamW adam =
              new AdamW(
                  List.of(
                      new Parameter("w", value, gradient, true),
                      new Parameter("norm", norm, normGradient, false)),
                  decay(0.1),
                  team)) {
        double[] x = {1, -2, 3};
        double[] m = new double[3];
        double[] v = new double[3];
        double[][] gradients = {{0.3, -4, 0.2}, {-0.1, 2, 0.5}, {0.7, 0.1, -1}};
        for (int step = 1; step <= 3; step++) {
          double[] g = gradients[step - 1];
          gradient.copy_(torch.tensor(new float[] {(float) g[0], (float) g[1]}));
          normGradient.copy_(torch.tensor(new float[] {(float) g[2]}));
          assertThat(adam.gradientNorm())
              .isCloseTo(Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]), within(1e-5));
          adam.step(step, 0.01, 2);
          for (int i = 0; i < 3; i++) {
            double half = g[i] / 2;
            m[i] = 0.9 * m[i] + 0.1 * half;
            v[i] = 0.999 * v[i] + 0.001 * half * half;
            double decay = i < 2 ? 0.1 : 0;
            x[i] -= 0.01 * decay * x[i];
            x[i] -=
                0.01
                    * (m[i] / (1 - Math.pow(0.9, step)))
                    / (Math.sqrt(v[i] / (1 - Math.pow(0.999, step))) + 1e-8);
          }
          assertThat((double) NativeFloats.of(value.cpu()).get(0)).isCloseTo(x[0], within(1e-6));
          assertThat((double) NativeFloats.of(value.cpu()).get(1)).isCloseTo(x[1], within(1e-6));
          assertThat((double) NativeFloats.of(norm.cpu()).get(0)).isCloseTo(x[2], within(1e-6));
        }
      }
    }
  }
}
