package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.util.function.Supplier;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Where a decoder computes, in which precision, and by whose kernels.
///
/// @param precision of weights and of what is multiplied with them; what lies between is float32
/// @param own whether by our own kernels, which know main memory and float32 only; else by libtorch
public record Device(torch.DeviceType type, torch.ScalarType precision, boolean own) {
  public static final Device CPU = new Device(torch.DeviceType.CPU, torch.ScalarType.Float, true);
  public static final Device CUDA =
      new Device(torch.DeviceType.CUDA, torch.ScalarType.BFloat16, false);

  /// The environment variable that forces one: `cpu` or `cuda`.
  public static final String VARIABLE = "UNDERSTUDY_DEVICE";

  /// The one in use: a GPU where libtorch finds one, unless the variable says otherwise.
  ///
  /// @throws UserException when the variable asks for what is not there
  public static Device chosen() {
    return choose(System.getenv(VARIABLE), Native::cuda);
  }

  static Device choose(@Nullable String asked, Supplier<Cuda> cuda) {
    return switch (asked == null ? "" : asked) {
      case "" -> cuda.get() == Cuda.READY ? CUDA : CPU;
      case "cpu" -> CPU;
      case "cuda" -> {
        Cuda state = cuda.get();
        if (state != Cuda.READY) {
          throw new UserException(
              VARIABLE + "=cuda",
              state.found,
              state.fix + "\nOr compute on the CPU: " + VARIABLE + "=cpu.");
        }
        yield CUDA;
      }
      default ->
          throw new UserException(
              VARIABLE, "is `" + asked + "`", "Known are cpu and cuda; without it we choose.");
    };
  }

  /// How many GPUs libtorch can compute on.
  public static int gpus() {
    return Native.cuda() == Cuda.READY ? torch.cuda_device_count() : 0;
  }

  /// For people, e.g. `CUDA in bfloat16`.
  public String label() {
    return (type == torch.DeviceType.CPU ? "the CPU" : type.name())
        + " in "
        + (precision == torch.ScalarType.Float ? "float32" : "bfloat16");
  }

  /// A tensor there: the same memory where it is there in this type already. In the caller's scope.
  public Tensor put(Tensor tensor, torch.ScalarType as) {
    return tensor.to(new org.bytedeco.pytorch.Device(type), as);
  }

  /// A tensor there as float32.
  public Tensor floats(Tensor tensor) {
    return put(tensor, torch.ScalarType.Float);
  }

  /// (n) int64, there.
  public Tensor longs(long... values) {
    var options = new TensorOptions(torch.ScalarType.Long);
    return put(torch.tensor(values, options), torch.ScalarType.Long);
  }

  /// Zeros there.
  public Tensor zeros(torch.ScalarType as, long... shape) {
    var there = new DeviceOptional(new org.bytedeco.pytorch.Device(type));
    return torch.zeros(shape, new TensorOptions(as).device(there));
  }
}
