package dev.understudy.model;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;

/// Devices for tests.
public final class Devices {
  /// libtorch on the CPU: all that runs on a GPU, but for its kernels and its precision.
  public static final Device TORCH =
      new Device(torch.DeviceType.CPU, torch.ScalarType.Float, false);

  /// The same in a GPU's precision.
  public static final Device HALF =
      new Device(torch.DeviceType.CPU, torch.ScalarType.BFloat16, false);

  private Devices() {}

  public static Device gpuOrSkip() {
    Cuda cuda = Native.cuda();
    return cuda == Cuda.READY
        ? Device.CUDA
        : Assumptions.abort("SKIPPED, there is no GPU: " + cuda.found);
  }
}
