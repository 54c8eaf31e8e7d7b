package dev.understudy.model.learn;

import dev.understudy.model.Device;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// All A and B of an adapter, and DoRA's magnitudes, in one long vector, so that the optimizer
/// makes one pass, and their gradients in another.
///
/// The A of modules that share an input (query, key and value; gate and up) lie behind each other,
/// so that together they are one matrix.
final class LoraParameters implements AutoCloseable {
  /// Modules that share an input.
  enum Group {
    QKV("self_attn.", List.of("q_proj", "k_proj", "v_proj")),
    OUTPUT("self_attn.", List.of("o_proj")),
    GATE_UP("mlp.", List.of("gate_proj", "up_proj")),
    DOWN("mlp.", List.of("down_proj"));

    final String prefix;
    final List<String> modules;

    Group(String prefix, List<String> modules) {
      this.prefix = prefix;
      this.modules = modules;
    }
  }

  /// One group of one block: the A of its targets stacked, and each target's own share.
  record Stack(@Nullable Tensor a, @Nullable Tensor aGradient, List<LoraLinear.Part> parts) {
    boolean isDora() {
      return parts.stream().anyMatch(p -> p.magnitude() != null);
    }

    /// Sets DoRA's magnitudes to the lengths of the base's rows, as they are where B is zero.
    ///
    /// @param weight (out, in), of all modules of the group
    void begin(Tensor weight) {
      for (LoraLinear.Part p : parts) {
        Parameter magnitude = p.magnitude();
        if (magnitude != null) {
          try (PointerScope scope = new PointerScope()) {
            Tensor own = weight.narrow(0, p.row(), p.b().size(0));
            magnitude.value().copy_(Weights.lengths(own).view(magnitude.value().sizes()));
          }
        }
      }
    }
  }

  private static final String A = ".lora_A";
  private static final String B = ".lora_B";
  private static final String MAGNITUDE = ".lora_magnitude_vector";

  private final ModelConfig config;
  private final LoraConfig lora;
  private final Tensor values;
  private final Tensor gradients;
  private final List<Parameter> named = new ArrayList<>();
  private final Map<String, Stack> stacks = new LinkedHashMap<>();

  /// Allocates, with A as PEFT draws it (uniform within 1/sqrt(in)) and B zero.
  LoraParameters(ModelConfig config, LoraConfig lora, long seed, Device device) {
    this.config = config;
    this.lora = lora;
    long size = 0;
    for (Group g : Group.values()) {
      for (String module : targets(g)) {
        size += lora.rank() * (in(g) + out(module)) + (lora.dora() ? out(module) : 0);
      }
    }
    values = Tensors.zeros(device, size * config.layers());
    gradients = Tensors.zeros(device, size * config.layers());
    long at = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Group g : Group.values()) {
        at = lay(layer, g, at);
      }
    }
    var random = new SplittableRandom(seed);
    named.stream().filter(p -> p.name().endsWith(A)).forEach(p -> draw(p.value(), random));
  }

  private long lay(int layer, Group g, long from) {
    List<String> targets = targets(g);
    long rank = lora.rank();
    long in = in(g);
    long at = from;
    var parts = new ArrayList<LoraLinear.Part>();
    if (targets.isEmpty()) {
      stacks.put(key(layer, g), new Stack(null, null, parts));
      return at;
    }
    Tensor a = matrix(values, at, rank * targets.size(), in);
    Tensor aGradient = matrix(gradients, at, rank * targets.size(), in);
    for (String module : targets) {
      named.add(name(module(layer, g, module) + A, at, rank, in));
      at += rank * in;
    }
    for (String module : targets) {
      Parameter b = name(module(layer, g, module) + B, at, out(module), rank);
      named.add(b);
      at += out(module) * rank;
      Parameter magnitude = null;
      if (lora.dora()) {
        magnitude = vector(module(layer, g, module) + MAGNITUDE, at, out(module));
        named.add(magnitude);
        at += out(module);
      }
      parts.add(new LoraLinear.Part(row(g, module), b.value(), b.gradient(), magnitude));
    }
    stacks.put(key(layer, g), new Stack(a, aGradient, List.copyOf(parts)));
    return at;
  }

  private Parameter name(String name, long from, long rows, long columns) {
    return new Parameter(
        name, matrix(values, from, rows, columns), matrix(gradients, from, rows, columns), true);
  }

  private Parameter vector(String name, long from, long count) {
    try (PointerScope scope = new PointerScope()) {
      Tensor value = Tensors.keep(values.narrow(0, from, count));
      return new Parameter(name, value, Tensors.keep(gradients.narrow(0, from, count)), true);
    }
  }

  private static String module(int layer, Group g, String module) {
    return "model.layers." + layer + "." + g.prefix + module;
  }

  private static Tensor matrix(Tensor vector, long from, long rows, long columns) {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.keep(vector.narrow(0, from, rows * columns).view(rows, columns));
    }
  }

  private static String key(int layer, Group g) {
    return layer + " " + g;
  }

  private static void draw(Tensor a, SplittableRandom random) {
    float bound = (float) (1 / Math.sqrt(a.size(1)));
    float[] floats = new float[(int) a.numel()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = bound * (2 * (float) random.nextDouble() - 1);
    }
    Tensors.fill(a, floats);
  }

  private List<String> targets(Group g) {
    return g.modules.stream().filter(lora.targets()::contains).toList();
  }

  private long in(Group g) {
    return switch (g) {
      case QKV, GATE_UP -> config.width();
      case OUTPUT -> (long) config.heads() * config.headDim();
      case DOWN -> config.feedForward();
    };
  }

  private long out(String module) {
    return switch (module) {
      case "q_proj" -> (long) config.heads() * config.headDim();
      case "k_proj", "v_proj" -> (long) config.kvHeads() * config.headDim();
      case "gate_proj", "up_proj" -> config.feedForward();
      default -> config.width();
    };
  }

  /// The first row of a module in its group's fused matrix.
  private long row(Group g, String module) {
    return g.modules.stream().takeWhile(m -> !m.equals(module)).mapToLong(this::out).sum();
  }

  Stack stack(int layer, Group g) {
    return Objects.requireNonNull(stacks.get(key(layer, g)));
  }

  List<Parameter> named() {
    return List.copyOf(named);
  }

  Parameter vector() {
    return new Parameter("lora", values, gradients, true);
  }

  /// See [Stack#begin].
  void begin(Weights base) {
    for (int i = 0; i < config.layers(); i++) {
      Weights.Layer w = base.layers().get(i);
      stack(i, Group.QKV).begin(w.qkv());
      stack(i, Group.OUTPUT).begin(w.output());
      stack(i, Group.GATE_UP).begin(w.gateUp());
      stack(i, Group.DOWN).begin(w.down());
    }
  }

  /// A copy of the values as they are now.
  LoraAdapter adapter() {
    var pairs = new LinkedHashMap<String, LoraAdapter.Pair>();
    for (Parameter a : named) {
      if (a.name().endsWith(A)) {
        String module = a.name().substring(0, a.name().length() - A.length());
        float[] magnitude =
            lora.dora() ? Tensors.floats(find(module + MAGNITUDE).value()) : new float[0];
        pairs.put(
            module,
            new LoraAdapter.Pair(
                Tensors.floats(a.value()), Tensors.floats(find(module + B).value()), magnitude));
      }
    }
    return new LoraAdapter(lora, pairs);
  }

  /// Takes over an adapter's values.
  ///
  /// @throws IllegalArgumentException when it is of another shape
  void set(LoraAdapter adapter) {
    LoraConfig other = adapter.config();
    if (!other.targets().equals(lora.targets()) || other.dora() != lora.dora()) {
      throw new IllegalArgumentException(other + " instead of " + lora);
    }
    adapter
        .pairs()
        .forEach((module, pair) -> {
          Tensors.fill(find(module + A).value(), pair.a());
          Tensors.fill(find(module + B).value(), pair.b());
          if (lora.dora()) {
            Tensors.fill(find(module + MAGNITUDE).value(), pair.magnitude());
          }
        });
  }

  private Parameter find(String name) {
    return named.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no parameter " + name));
  }

  @Override
  public void close() {
    named.forEach(p -> {
      p.value().close();
      p.gradient().close();
    });
    values.close();
    gradients.close();
  }
}
