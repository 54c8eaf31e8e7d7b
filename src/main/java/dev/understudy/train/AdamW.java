package dev.understudy.train;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.global.torch;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), by libtorch's fused kernel: one
/// pass over memory, in slices that a team shares out.
final class AdamW implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  // Floats of one piece of the work: enough to be worth handing out, few enough to keep all busy.
  private static final long SLICE = 1 << 18;

  /// @param mean moving average of the gradient
  /// @param square moving average of its square
  record Moments(Tensor mean, Tensor square) {}

  /// Some consecutive numbers of a parameter, as vectors.
  private record Slice(Tensor value, Tensor gradient, Tensor mean, Tensor square, boolean decays) {}

  private final List<Moments> moments = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();
  private final double decay;
  private final Team team;
  private final OperatorHandle kernel;

  /// @param parameters contiguous in memory
  /// @param team whose members share the work
  AdamW(List<Parameter> parameters, double decay, Team team) {
    this.decay = decay;
    this.team = team;
    try (PointerScope scope = new PointerScope()) {
      for (Parameter p : parameters) {
        var m = new Moments(keep(torch.zeros_like(p.value())), keep(torch.zeros_like(p.value())));
        moments.add(m);
        cut(p, m);
      }
      kernel = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
      kernel.retainReference();
    }
  }

  private void cut(Parameter p, Moments m) {
    // A device shares out the work by itself.
    long most = p.value().is_cpu() ? SLICE : p.value().numel();
    for (long from = 0; from < p.value().numel(); from += most) {
      long count = Math.min(most, p.value().numel() - from);
      slices.add(
          new Slice(
              slice(p.value(), from, count),
              slice(p.gradient(), from, count),
              slice(m.mean(), from, count),
              slice(m.square(), from, count),
              p.decays()));
    }
  }

  private static Tensor slice(Tensor all, long from, long count) {
    return keep(all.view(-1).narrow(0, from, count));
  }

  private static Tensor keep(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  List<Moments> moments() {
    return List.copyOf(moments);
  }

  /// The Euclidean norm of all gradients together.
  double gradientNorm() {
    double[] squares = new double[slices.size()];
    team.each(
        squares.length,
        i -> {
          try (PointerScope scope = new PointerScope()) {
            double norm = slices.get(i).gradient().norm().item_double();
            squares[i] = norm * norm;
          }
        });
    return Math.sqrt(Arrays.stream(squares).sum());
  }

  /// @param step from 1
  /// @param divisor the gradients are divided by it first
  void step(long step, double rate, double divisor) {
    team.each(slices.size(), i -> step(slices.get(i), step, rate, divisor));
  }

  private void step(Slice slice, long step, double rate, double divisor) {
    try (PointerScope scope = new PointerScope()) {
      IValueVector stack = new IValueVector();
      stack.push_back(list(slice.value()));
      stack.push_back(list(slice.gradient()));
      stack.push_back(list(slice.mean()));
      stack.push_back(list(slice.square()));
      stack.push_back(list()); // largest squares, which amsgrad would keep
      stack.push_back(list(number(step, slice.value())));
      double[] numbers = {rate, BETA1, BETA2, slice.decays() ? decay : 0, EPSILON};
      for (double n : numbers) {
        stack.push_back(new IValue(n));
      }
      stack.push_back(new IValue(false)); // amsgrad
      stack.push_back(new IValue(false)); // maximize
      stack.push_back(new IValue(number(divisor, slice.value())));
      stack.push_back(new IValue()); // nothing was found infinite
      kernel.callBoxed(stack);
    }
  }

  /// A number where a tensor is.
  private static Tensor number(double number, Tensor where) {
    return torch.tensor((float) number).to(where);
  }

  private static IValue list(Tensor... tensors) {
    var list = new GenericList(new org.bytedeco.pytorch.Type.TypePtr(TensorType.get()));
    for (Tensor t : tensors) {
      list.push_back(new IValue(t));
    }
    return new IValue(list);
  }

  @Override
  public void close() {
    for (Slice s : slices) {
      s.value().close();
      s.gradient().close();
      s.mean().close();
      s.square().close();
    }
    for (Moments m : moments) {
      m.mean().close();
      m.square().close();
    }
    kernel.close();
  }
}
