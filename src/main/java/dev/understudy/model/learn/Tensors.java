package dev.understudy.model.learn;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Small helpers around libtorch's Java face.
final class Tensors {
  static final Scalar ONE = scalar(1);
  static final Scalar MINUS_ONE = scalar(-1);
  static final ScalarTypeOptional NO_TYPE = noType();

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

  private static ScalarTypeOptional noType() {
    try (PointerScope scope = new PointerScope()) {
      return keep(new ScalarTypeOptional());
    }
  }

  /// (n) int64, in the caller's scope.
  static Tensor longs(long[] values) {
    return torch.tensor(values, new TensorOptions(torch.ScalarType.Long));
  }
}
