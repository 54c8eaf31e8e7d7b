package dev.understudy.bench;

import dev.understudy.model.BaseFile;
import dev.understudy.model.Device;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Team;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import dev.understudy.train.Metric;
import dev.understudy.train.TrainListener;
import dev.understudy.train.TrainPlan;
import dev.understudy.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Trains as `bench/train_peer.py` does and prints the same JSON line: LoRA of rank 16, alpha 32 on
/// all linear layers, or all weights, AdamW, gradients clipped at 1, float32, two threads.
///
/// With held-out examples the rate warms up and falls as in a recipe, and their loss at the end is
/// reported.
///
/// Usage: TrainWork FILE.gguf EXAMPLES.json EXAMPLES_PER_STEP STEPS WAY [HELD_OUT.json]
///
/// WAY is one of the constants here. We lay examples end to end in any case. The environment
/// variable CHECKPOINTING, set to anything, has activations recomputed on the way back, as it has
/// for the peer.
public final class TrainWork {
  static final String LORA = "lora";
  static final String LORA_PACKED = "lora-packed";
  static final String FULL = "full";

  /// All weights, with the optimizer's averages in a byte each; the peer has no such way.
  static final String FULL_EIGHT_BIT = "full-eight-bit";

  static final int THREADS = 2;

  private TrainWork() {}

  record Given(int[] tokens, boolean[] target) {}

  /// @param tokens of each step
  /// @param seconds of each step
  /// @param losses of each step
  /// @param heldOut mean loss over all held-out targets; NaN without such examples
  /// @param peakMiB resident memory of the whole process
  /// @param matrixGflops best rate of products of two 1536 x 1536 matrices on all threads, in 10^9
  ///   operations a second
  record Result(
      List<Long> tokens,
      List<Double> seconds,
      List<Double> losses,
      double heldOut,
      double peakMiB,
      double matrixGflops) {}

  public static void main(String[] args) throws IOException {
    Native.threads(THREADS);
    List<Example> examples = examples(Path.of(args[1]));
    String way = args[4];
    List<Example> heldOut = args.length > 5 ? examples(Path.of(args[5])) : List.of();
    Path base = Path.of(args[0]);
    boolean checkpointing = System.getenv("CHECKPOINTING") != null;
    Learner learner;
    if (way.startsWith(FULL)) {
      learner = new FullLearner(Weights.load(base), Device.CPU, checkpointing);
    } else {
      try (BaseFile file = BaseFile.open(base)) {
        var lora = new LoraConfig(16, 32, 0, LoraConfig.ALL_LINEAR);
        var memory = new Recipe.Memory(checkpointing, Recipe.BaseWeights.FLOAT32);
        learner = new LoraLearner(file, lora, 1, memory);
      }
    }
    double reached;
    var metrics = new ArrayList<Metric>();
    Path folder = Files.createTempDirectory("train-bench");
    try (learner) {
      Recipe recipe =
          recipe(Integer.parseInt(args[2]), Integer.parseInt(args[3]), way, heldOut.isEmpty(), 0);
      var plan = new TrainPlan(recipe, learner, examples, heldOut, folder, f -> {}, false);
      reached = new Trainer().run(plan, new Listener(metrics)).heldOut().orElse(Double.NaN);
    } finally {
      AtomicFiles.delete(folder);
    }
    double peak = peakMiB();
    System.out.println(Json.mapper().writeValueAsString(result(metrics, reached, peak)));
  }

  private record Listener(List<Metric> metrics) implements TrainListener {
    @Override
    public void stepped(Metric metric, double done, double secondsLeft) {
      metrics.add(metric);
    }
  }

  private static List<Example> examples(Path file) {
    return Arrays.stream(Json.read(file, Given[].class))
        .map(g -> new Example(g.tokens(), g.target()))
        .toList();
  }

  private static Result result(List<Metric> metrics, double heldOut, double peak) {
    var tokens = new ArrayList<Long>();
    var seconds = new ArrayList<Double>();
    long before = 0;
    for (Metric m : metrics) {
      tokens.add(m.tokens() - before);
      seconds.add((m.tokens() - before) / m.tokensPerSecond());
      before = m.tokens();
    }
    return new Result(
        tokens,
        seconds,
        metrics.stream().map(Metric::loss).toList(),
        heldOut,
        peak,
        matrixGflops());
  }

  static Recipe recipe(int perStep, int steps, String way, boolean constant, int saveEvery) {
    Recipe r = Recipe.defaults();
    return r.with(r.data().with(perStep, Recipe.Order.LIFE)) // as given
        .with(constant ? constant(way) : r.optimizer())
        .with(new Recipe.Length(Recipe.Length.Unit.STEPS, steps))
        .with(new Recipe.Watch(0, saveEvery, 0, false));
  }

  private static Recipe.Optimizer constant(String way) {
    return new Recipe.Optimizer(
        way.startsWith(FULL) ? 2e-5 : 1e-3,
        0,
        Recipe.Schedule.CONSTANT,
        1,
        0,
        0.9,
        0.999,
        1e-8,
        way.equals(FULL_EIGHT_BIT) ? Recipe.States.EIGHT_BIT : Recipe.States.FLOAT32);
  }

  /// Each thread multiplies matrices of its own, all at a time.
  private static double matrixGflops() {
    int n = 1536;
    double best = Double.MAX_VALUE;
    try (Team team = new Team(THREADS)) {
      for (int i = 0; i < 20; i++) {
        double[] seconds = new double[THREADS];
        var start = new CyclicBarrier(THREADS); // so that no thread does both
        team.each(THREADS, piece -> seconds[piece] = product(n, start));
        best = Math.min(best, Arrays.stream(seconds).max().orElseThrow());
      }
    }
    return THREADS * 2.0 * n * n * n / best / 1e9;
  }

  private static double product(int n, CyclicBarrier together) {
    try (PointerScope scope = new PointerScope()) {
      Tensor a = torch.randn(n, n);
      Tensor b = torch.randn(n, n);
      Tensor c = torch.zeros(n, n);
      torch.mm_out(c, a, b);
      together.await();
      long start = System.nanoTime();
      torch.mm_out(c, a, b);
      return (System.nanoTime() - start) / 1e9;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  static double peakMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmHWM"))
        .mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
