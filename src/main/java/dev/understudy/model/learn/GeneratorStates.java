package dev.understudy.model.learn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;

/// Where a random generator stood at some points of a pass, so that what was drawn there can be
/// drawn again.
final class GeneratorStates implements AutoCloseable {
  private final Generator generator;
  private final List<Tensor> states = new ArrayList<>();

  GeneratorStates(Generator generator) {
    this.generator = generator;
  }

  /// Remembers where it stands, under the next number from 0 on.
  void keep() {
    states.add(state());
  }

  /// Runs something as if the generator stood where it did at a number; afterwards it stands where
  /// it does now.
  void from(int number, Runnable again) {
    try (Tensor now = state()) {
      generator.set_state(states.get(number));
      again.run();
      generator.set_state(now);
    }
  }

  private Tensor state() {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.keep(generator.get_state());
    }
  }

  @Override
  public void close() {
    states.forEach(Tensor::close);
  }
}
