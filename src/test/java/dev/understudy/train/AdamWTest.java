package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.Device;
import dev.understudy.model.Devices;
import dev.understudy.model.Native;
import dev.understudy.model.NativeFloats;
import dev.understudy.model.Team;
import dev.understudy.model.learn.Parameter;
import java.util.List;
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
                  0.1,
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
