package dev.understudy.model.learn;

import dev.understudy.model.Device;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Rope;
import dev.understudy.model.TorchBlock;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.LoraParameters.Group;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Loss and gradients by libtorch's autograd, on any device: what learns on a GPU, and on the CPU
/// what [Decoder] is measured against.
///
/// What learns is float32 and is rounded to the device's precision where it is multiplied; frozen
/// weights are kept in that precision. Gradients are added where the parameters' are.
final class TorchLosses implements Losses {
  private static final long SUM = 2; // torch's Reduction::Sum
  private static final long NO_LABEL = -100;

  private final ModelConfig config;
  private final Device device;
  private final List<Pointer> held = new ArrayList<>();
  private final List<TorchBlock> blocks = new ArrayList<>();
  private final Tensor embedding; // (vocabulary, width)
  private final Tensor finalNorm;
  private final UnaryOperator<Tensor> head;
  private final boolean checkpointing;

  /// Low-rank corrections to frozen weights, which are closed with this.
  static TorchLosses lora(
      Weights frozen,
      Device device,
      LoraParameters parameters,
      double scale,
      Dropout dropout,
      boolean checkpointing) {
    UnaryOperator<Tensor> head = TorchBlock.map(frozen.head());
    ModelConfig config = frozen.config();
    var losses =
        new TorchLosses(
            config, device, frozen.embedding(), frozen.finalNorm(), head, checkpointing);
    losses.held.addAll(frozen.all());
    Scalar factor = Tensors.scalar(scale);
    losses.held.add(factor);
    for (int i = 0; i < config.layers(); i++) {
      Weights.Layer w = frozen.layers().get(i);
      losses.blocks.add(
          new TorchBlock(
              config,
              w.attentionNorm(),
              losses.map(w.qkv(), parameters.stack(i, Group.QKV), factor, dropout),
              w.heads(),
              losses.map(w.output(), parameters.stack(i, Group.OUTPUT), factor, dropout),
              w.feedForwardNorm(),
              losses.map(w.gateUp(), parameters.stack(i, Group.GATE_UP), factor, dropout),
              losses.map(w.down(), parameters.stack(i, Group.DOWN), factor, dropout)));
    }
    return losses;
  }

  /// All weights.
  ///
  /// @param parameters in the order of [Weights#all()]
  static TorchLosses full(
      ModelConfig config, Device device, List<Parameter> parameters, boolean checkpointing) {
    var held = new ArrayList<Pointer>();
    Iterator<Tensor> leaves =
        parameters.stream().map(p -> leaf(p.value(), p.gradient(), held)).toList().iterator();
    Tensor embedding = leaves.next();
    Tensor head = config.tiedHead() ? embedding : leaves.next();
    UnaryOperator<Tensor> map = learning(head, device);
    var losses = new TorchLosses(config, device, embedding, leaves.next(), map, checkpointing);
    losses.held.addAll(held);
    ModelConfig.Variant v = config.variant();
    while (leaves.hasNext()) {
      losses.blocks.add(
          new TorchBlock(
              config,
              leaves.next(),
              learning(leaves.next(), device),
              new Weights.Heads(
                  v.biases() ? leaves.next() : null,
                  v.headNorms() ? leaves.next() : null,
                  v.headNorms() ? leaves.next() : null),
              learning(leaves.next(), device),
              leaves.next(),
              learning(leaves.next(), device),
              learning(leaves.next(), device)));
    }
    return losses;
  }

  private TorchLosses(
      ModelConfig config,
      Device device,
      Tensor embedding,
      Tensor finalNorm,
      UnaryOperator<Tensor> head,
      boolean checkpointing) {
    this.checkpointing = checkpointing;
    this.config = config;
    this.device = device;
    this.embedding = embedding;
    this.finalNorm = finalNorm;
    this.head = head;
  }

  private static UnaryOperator<Tensor> learning(Tensor weight, Device device) {
    return x -> TorchBlock.map(weight.to(device.precision())).apply(x);
  }

  private UnaryOperator<Tensor> map(
      Tensor weight, LoraParameters.Stack stack, Scalar scale, Dropout dropout) {
    Tensor a = stack.a();
    Tensor aGradient = stack.aGradient();
    if (a == null || aGradient == null) {
      return TorchBlock.map(weight);
    }
    List<TorchLora.Part> parts =
        stack.parts().stream()
            .map(p -> {
              Parameter m = p.magnitude();
              Tensor magnitude = m == null ? null : leaf(m.value(), m.gradient(), held);
              return new TorchLora.Part(p.row(), leaf(p.b(), p.bGradient(), held), magnitude);
            })
            .toList();
    return new TorchLora(weight, leaf(a, aGradient, held), parts, scale, dropout);
  }

  /// A tensor for autograd in the memory of a parameter, whose gradient is added to in place.
  private static Tensor leaf(Tensor value, Tensor gradient, List<Pointer> held) {
    try (PointerScope scope = new PointerScope()) {
      Tensor leaf = Tensors.keep(value.detach());
      leaf.set_requires_grad(true);
      leaf.mutable_grad().put(gradient);
      held.add(leaf);
      return leaf;
    }
  }

  @Override
  public double loss(Batch batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return new Pass(batch).sum().item_double();
    }
  }

  @Override
  public double learn(Batch batch, double scale) {
    try (PointerScope scope = new PointerScope()) {
      var pass = new Pass(batch);
      if (checkpointing) {
        return pass.learnInPieces(scale);
      }
      Tensor loss = pass.sum();
      loss.mul(new Scalar(scale)).backward();
      return loss.item_double();
    }
  }

  /// One batch on its way. Tensors belong to the scope it was made in.
  private final class Pass {
    private final Batch batch;
    private final Rope rope;
    private final Tensor rows;

    Pass(Batch batch) {
      config.checkLength(batch.longest());
      this.batch = batch;
      rows = device.longs(batch.rows());
      try (Rope host = Rope.of(config, batch.positions())) {
        rope = new Rope(device.floats(host.cos()), device.floats(host.sin()));
      }
    }

    /// (tokens, width)
    private Tensor embedded() {
      Tensor x = embedding.index_select(0, device.longs(batch.tokens()));
      return x.to(torch.ScalarType.Float);
    }

    private Tensor block(int i, Tensor x) {
      TorchBlock.Attention attention = (q, k, v) -> attend(batch, q, k, v);
      return blocks.get(i).forward(x, rope, attention, i == blocks.size() - 1 ? rows : null);
    }

    /// @param x (targets, width), behind the last block
    private Tensor loss(Tensor x) {
      Tensor logits = head.apply(TorchBlock.norm(x, finalNorm, config)); // (targets, vocabulary)
      Tensor labels = device.longs(batch.labels());
      return torch.cross_entropy_loss(
          logits.to(torch.ScalarType.Float), labels, new TensorOptional(), SUM, NO_LABEL, 0);
    }

    /// Cross-entropy summed over the targets, a scalar.
    Tensor sum() {
      Tensor x = embedded();
      for (int i = 0; i < blocks.size(); i++) {
        x = block(i, x);
      }
      return loss(x);
    }

    /// Keeps only the residual stream before each block, and runs the block again when its
    /// gradients are due.
    double learnInPieces(double scale) {
      PointerScope all = PointerScope.getInnerScope();
      int last = blocks.size() - 1;
      var before = new ArrayList<Tensor>();
      try (var drawn = new GeneratorStates(generator())) {
        try (NoGradGuard guard = new NoGradGuard()) {
          before.add(embedded());
          for (int i = 0; i < last; i++) {
            drawn.keep();
            before.add(block(i, before.get(i)));
          }
        }
        Tensor x = input(before.get(last));
        Tensor loss = loss(block(last, x));
        loss.mul(new Scalar(scale)).backward();
        Tensor d = new Tensor(x.grad());
        for (int i = last - 1; i >= 0; i--) {
          Tensor dy = d;
          int number = i;
          try (PointerScope piece = new PointerScope()) {
            Tensor again = input(before.get(i));
            drawn.from(i, () -> backward(block(number, again), dy));
            d = new Tensor(again.grad());
            all.attach(d);
          }
        }
        if (embedding.requires_grad()) {
          backward(embedded(), d);
        }
        return loss.item_double();
      }
    }
  }

  /// A new beginning for autograd.
  private static Tensor input(Tensor x) {
    Tensor input = x.detach();
    input.set_requires_grad(true);
    return input;
  }

  private static void backward(Tensor y, Tensor dy) {
    y.backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  private Generator generator() {
    return device.type() == torch.DeviceType.CPU
        ? torch.getDefaultCPUGenerator()
        : torch.globalContext().defaultGenerator(new org.bytedeco.pytorch.Device(device.type()));
  }

  /// Each example for itself, so that none sees another.
  private Tensor attend(Batch batch, Tensor q, Tensor k, Tensor v) {
    var all = new TensorVector();
    for (Batch.Span span : batch.spans()) {
      Tensor seen =
          TorchBlock.attend(part(q, span), part(k, span), part(v, span), null); // (1, heads, …)
      all.push_back(seen.squeeze(0).transpose(0, 1).reshape(span.length(), -1));
    }
    return torch.cat(all, 0);
  }

  /// (tokens, heads, headDim) to (1, heads, own tokens, headDim)
  private static Tensor part(Tensor x, Batch.Span span) {
    return x.narrow(0, span.from(), span.length()).transpose(0, 1).unsqueeze(0);
  }

  @Override
  public void close() {
    held.forEach(Pointer::close);
  }
}
