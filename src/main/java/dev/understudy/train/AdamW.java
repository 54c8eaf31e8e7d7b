package dev.understudy.train;

import dev.understudy.model.NativeFloats;
import dev.understudy.model.Team;
import dev.understudy.model.learn.Parameter;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.global.torch;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), by libtorch's fused kernel or,
/// with averages of a byte each, by ours: one pass over memory, in slices that a team shares out.
final class AdamW implements AutoCloseable {
  // Floats of one piece of the work: enough to be worth handing out, few enough to keep all busy.
  private static final long SLICE = 1 << 18;

  // Shorter vectors keep averages in float32 in any case: those of norms are few, and matter.
  static final long LEAST_PACKED = 4096;

  /// @param mean moving average of the gradient
  /// @param square moving average of its square
  record Moments(Tensor mean, Tensor square) {}

  /// Some consecutive numbers of a parameter, as vectors.
  private record Slice(Tensor value, Tensor gradient, Tensor mean, Tensor square, boolean decays) {}

  /// The same with averages of a byte each: blocks from `from` to `to`.
  private record Blocks(ByteMoments moments, long from, long to) {}

  private final List<Optional<Moments>> moments = new ArrayList<>();
  private final List<ByteMoments> packed = new ArrayList<>();
  private final List<Tensor> gradients = new ArrayList<>(); // in slices
  private final List<Slice> slices = new ArrayList<>();
  private final List<Blocks> blocks = new ArrayList<>();
  private final Arena arena = Arena.ofShared();
  private final Recipe.Optimizer settings;
  private final Team team;
  private final OperatorHandle kernel;

  /// @param parameters contiguous in memory
  /// @param team whose members share the work
  /// @throws UserException when averages of a byte are wanted on a device
  AdamW(List<Parameter> parameters, Recipe.Optimizer settings, Team team) {
    this.settings = settings;
    this.team = team;
    try (PointerScope scope = new PointerScope()) {
      for (Parameter p : parameters) {
        if (settings.states() == Recipe.States.EIGHT_BIT && p.value().numel() >= LEAST_PACKED) {
          pack(p);
        } else {
          var m = new Moments(keep(torch.zeros_like(p.value())), keep(torch.zeros_like(p.value())));
          moments.add(Optional.of(m));
          cut(p, m);
        }
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
      Tensor gradient = slice(p.gradient(), from, count);
      gradients.add(gradient);
      slices.add(
          new Slice(
              slice(p.value(), from, count),
              gradient,
              slice(m.mean(), from, count),
              slice(m.square(), from, count),
              p.decays()));
    }
  }

  private void pack(Parameter p) {
    if (!p.value().is_cpu()) {
      throw new UserException(
          "optimizer.states in the recipe",
          "is eight-bit, which there is for the CPU only",
          "Set it to float32, or train on the CPU: UNDERSTUDY_DEVICE=cpu.");
    }
    var m =
        new ByteMoments(
            NativeFloats.of(p.value()), NativeFloats.of(p.gradient()), p.decays(), arena);
    moments.add(Optional.empty());
    packed.add(m);
    for (long from = 0; from < p.value().numel(); from += SLICE) {
      gradients.add(slice(p.gradient(), from, Math.min(SLICE, p.value().numel() - from)));
      long block = from / ByteMoments.BLOCK;
      blocks.add(new Blocks(m, block, block + SLICE / ByteMoments.BLOCK));
    }
  }

  private static Tensor slice(Tensor all, long from, long count) {
    return keep(all.view(-1).narrow(0, from, count));
  }

  private static Tensor keep(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  /// Of each parameter; none where they are packed.
  List<Optional<Moments>> moments() {
    return List.copyOf(moments);
  }

  /// The averages of a byte each, in the order of their parameters. They may be read and written.
  List<MemorySegment> packed() {
    return packed.stream().map(ByteMoments::bytes).toList();
  }

  /// The Euclidean norm of all gradients together.
  double gradientNorm() {
    double[] squares = new double[gradients.size()];
    team.each(
        squares.length,
        i -> {
          try (PointerScope scope = new PointerScope()) {
            double norm = gradients.get(i).norm().item_double();
            squares[i] = norm * norm;
          }
        });
    return Math.sqrt(Arrays.stream(squares).sum());
  }

  /// @param step from 1
  /// @param divisor the gradients are divided by it first
  void step(long step, double rate, double divisor) {
    team.each(slices.size(), i -> step(slices.get(i), step, rate, divisor));
    ByteMoments.Step plain = packedStep(step, rate, divisor, 0);
    ByteMoments.Step decaying = packedStep(step, rate, divisor, settings.weightDecay());
    team.each(
        blocks.size(),
        i -> {
          Blocks b = blocks.get(i);
          b.moments().step(b.moments().decays() ? decaying : plain, b.from(), b.to());
        });
  }

  private ByteMoments.Step packedStep(long step, double rate, double divisor, double decay) {
    return new ByteMoments.Step(
        (float) (1 / divisor),
        (float) settings.beta1(),
        (float) settings.beta2(),
        (float) settings.epsilon(),
        (float) (1 - rate * decay),
        (float) (rate / (1 - Math.pow(settings.beta1(), step))),
        (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), step))));
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
      double decay = slice.decays() ? settings.weightDecay() : 0;
      double[] numbers = {rate, settings.beta1(), settings.beta2(), decay, settings.epsilon()};
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
    gradients.forEach(Tensor::close);
    for (Slice s : slices) {
      s.value().close();
      s.mean().close();
      s.square().close();
    }
    for (Optional<Moments> m : moments) {
      m.ifPresent(both -> {
        both.mean().close();
        both.square().close();
      });
    }
    kernel.close();
    arena.close();
  }
}
