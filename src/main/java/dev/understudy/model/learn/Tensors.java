package dev.understudy.model.learn;

import dev.understudy.model.Device;
import dev.understudy.model.NativeFloats;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Small helpers around libtorch's Java face.
final class Tensors {
  private Tensors() {}

  /// Lets a pointer outlive the scope it was made in; whoever keeps it closes it.
  static <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    return pointer;
  }

  /// An uninitialised float32 tensor that outlives every scope.
  static Tensor empty(long... shape) {
    try (PointerScope scope = new PointerScope()) {
      return keep(torch.empty(shape));
    }
  }

  static Tensor zeros(long... shape) {
    Tensor zeros = empty(shape);
    zeros.zero_();
    return zeros;
  }

  /// A float32 vector on a device that outlives every scope.
  static Tensor zeros(Device device, long size) {
    try (PointerScope scope = new PointerScope()) {
      return keep(device.zeros(torch.ScalarType.Float, size));
    }
  }

  /// The values of a float32 tensor, wherever it is.
  static float[] floats(Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      return NativeFloats.of(tensor.cpu()).segment().toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  /// Sets the values of a float32 tensor, wherever it is.
  static void fill(Tensor tensor, float[] values) {
    try (PointerScope scope = new PointerScope()) {
      tensor.copy_(torch.tensor(values).view(tensor.sizes()));
    }
  }

  static Tensor zerosLike(Tensor other) {
    try (PointerScope scope = new PointerScope()) {
      return keep(torch.zeros_like(other));
    }
  }

  /// A number that outlives every scope.
  static Scalar scalar(double value) {
    try (PointerScope scope = new PointerScope()) {
      return keep(new Scalar(value));
    }
  }

  /// (n) int64, in the caller's scope.
  static Tensor longs(long[] values) {
    return torch.tensor(values, new TensorOptions(torch.ScalarType.Long));
  }
}
