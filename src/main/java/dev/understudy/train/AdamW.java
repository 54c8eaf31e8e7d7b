package dev.understudy.train;

import dev.understudy.model.learn.Parameter;
import java.util.ArrayList;
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
/// pass over memory.
final class AdamW implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /// @param mean moving average of the gradient
  /// @param square moving average of its square
  record Moments(Tensor mean, Tensor square) {}

  private final List<Parameter> parameters;
  private final List<Moments> moments = new ArrayList<>();
  private final double decay;
  private final OperatorHandle kernel;

  AdamW(List<Parameter> parameters, double decay) {
    this.parameters = parameters;
    this.decay = decay;
    try (PointerScope scope = new PointerScope()) {
      for (Parameter p : parameters) {
        moments.add(
            new Moments(keep(torch.zeros_like(p.value())), keep(torch.zeros_like(p.value()))));
      }
      kernel = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
      kernel.retainReference();
    }
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
    double squares = 0;
    try (PointerScope scope = new PointerScope()) {
      for (Parameter p : parameters) {
        double norm = p.gradient().norm().item_double();
        squares += norm * norm;
      }
    }
    return Math.sqrt(squares);
  }

  /// @param step from 1
  /// @param divisor the gradients are divided by it first
  void step(long step, double rate, double divisor) {
    step(step, rate, divisor, true);
    step(step, rate, divisor, false);
  }

  private void step(long step, double rate, double divisor, boolean decaying) {
    try (PointerScope scope = new PointerScope()) {
      GenericList values = list();
      GenericList gradients = list();
      GenericList means = list();
      GenericList squares = list();
      GenericList steps = list();
      for (int i = 0; i < parameters.size(); i++) {
        Parameter p = parameters.get(i);
        if (p.decays() == decaying) {
          values.push_back(new IValue(p.value()));
          gradients.push_back(new IValue(p.gradient()));
          means.push_back(new IValue(moments.get(i).mean()));
          squares.push_back(new IValue(moments.get(i).square()));
          steps.push_back(new IValue(torch.tensor((float) step)));
        }
      }
      if (values.empty()) {
        return;
      }
      IValueVector stack = new IValueVector();
      for (GenericList l : List.of(values, gradients, means, squares, list(), steps)) {
        stack.push_back(new IValue(l));
      }
      double[] numbers = {rate, BETA1, BETA2, decaying ? decay : 0, EPSILON};
      for (double n : numbers) {
        stack.push_back(new IValue(n));
      }
      stack.push_back(new IValue(false)); // amsgrad
      stack.push_back(new IValue(false)); // maximize
      stack.push_back(new IValue(torch.tensor((float) divisor)));
      stack.push_back(new IValue()); // nothing was found infinite
      kernel.callBoxed(stack);
    }
  }

  private static GenericList list() {
    return new GenericList(new org.bytedeco.pytorch.Type.TypePtr(TensorType.get()));
  }

  @Override
  public void close() {
    for (Moments m : moments) {
      m.mean().close();
      m.square().close();
    }
    kernel.close();
  }
}
