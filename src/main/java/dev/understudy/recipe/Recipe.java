package dev.understudy.recipe;

import dev.understudy.person.Experience;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.store.Yaml;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All settings of one training. `recipes/demo.yaml` explains each; what a file leaves out has the
/// value it has there.
///
/// @param threads of the arithmetic of one process; 0 takes one for each core, shared out among the
///   processes
/// @param processes that share each step's examples
public record Recipe(
    String base,
    Method method,
    Lora lora,
    Data data,
    Recall recall,
    Optimizer optimizer,
    Length length,
    Watch watch,
    Memory memory,
    long seed,
    int threads,
    int processes) {

  public enum Method {
    LORA,
    FULL
  }

  /// @param targets names of linear layers as PEFT knows them, e.g. `q_proj`
  /// @param rslora whether the adapter counts `alpha / sqrt(rank)`
  /// @param dora whether it learns the length of each output's weights, too
  /// @param from the adapter that training goes on from: a run of the character, or a folder; empty
  ///   for a new one
  public record Lora(
      int rank,
      double alpha,
      double dropout,
      List<String> targets,
      boolean rslora,
      boolean dora,
      String from) {
    public Lora {
      targets = List.copyOf(targets);
    }

    /// Plain LoRA, from the beginning.
    public Lora(int rank, double alpha, double dropout, List<String> targets) {
      this(rank, alpha, dropout, targets, false, false, "");
    }

    /// What the literature calls it.
    public String kind() {
      return dora ? rslora ? "DoRA scaled as rsLoRA" : "DoRA" : rslora ? "rsLoRA" : "LoRA";
    }

    Lora from(String adapter) {
      return new Lora(rank, alpha, dropout, targets, rslora, dora, adapter);
    }
  }

  public enum LossOn {
    /// What the character says, thinks and does.
    OWN,
    /// Everybody's turns.
    ALL
  }

  /// In which order each round goes through the scenes.
  public enum Order {
    SHUFFLED,
    /// As he lived them.
    LIFE,
    /// Few words first.
    SHORT_FIRST
  }

  /// How a scene is put before a base.
  public enum Format {
    /// As a conversation, in the base's own chat template.
    CHAT,
    /// As a script after a prompt that tells who is played, as Character-LLM (Shao et al. 2023)
    /// does it: every turn with its speaker's name, and `(speaking)` or what else is done.
    SCRIPT
  }

  /// @param kinds of experiences that are learnt
  /// @param scenes ids of the experiences that are learnt; empty for all
  /// @param heldOut share of the scenes kept for measuring, by scene
  /// @param splitSeed chooses which; runs of the same one are measured on the same scenes
  /// @param window most tokens of an example; older exchanges of longer ones are left out
  /// @param examplesPerStep one example is one scene
  /// @param plainScenes share of the talks with users of today that get the scene of a chat for
  ///   their own
  /// @param protectiveShare of protective scenes among those learnt, reached by leaving out some of
  ///   the side that is too large; null leaves out none
  /// @param replay share of general instructions among the examples learnt
  /// @param format of scenes, in training and in talk
  public record Data(
      List<Experience.Kind> kinds,
      List<String> scenes,
      double heldOut,
      long splitSeed,
      int window,
      int examplesPerStep,
      LossOn lossOn,
      double plainScenes,
      Order order,
      @Nullable Double protectiveShare,
      double replay,
      Format format) {
    Data shuffled() {
      return with(examplesPerStep, Order.SHUFFLED);
    }

    /// The same in steps of other sizes, and in another order.
    public Data with(int perStep, Order other) {
      return new Data(
          kinds,
          scenes,
          heldOut,
          splitSeed,
          window,
          perStep,
          lossOn,
          plainScenes,
          other,
          protectiveShare,
          replay,
          format);
    }

    /// The same of all scenes.
    public Data ofAllScenes() {
      return new Data(
          kinds,
          List.of(),
          heldOut,
          splitSeed,
          window,
          examplesPerStep,
          lossOn,
          plainScenes,
          order,
          protectiveShare,
          replay,
          format);
    }

    public Data {
      kinds = List.copyOf(kinds);
      scenes = List.copyOf(scenes);
    }
  }

  /// @param threshold of a memory's score; below it nothing is remembered
  /// @param most memories before one reply
  /// @param unrelatedShare of the replies that get a memory which does not fit
  /// @param emptyShare of the replies that get none although one fits
  /// @param horizon whether he feels what lies beyond his horizon, and is told so before his reply
  /// @param horizonThreshold of the chance that a line asks for such a thing
  public record Recall(
      Place place,
      double threshold,
      int most,
      double unrelatedShare,
      double emptyShare,
      boolean horizon,
      double horizonThreshold) {

    /// The same without memories.
    public Recall none() {
      return new Recall(
          Place.NONE, threshold, most, unrelatedShare, emptyShare, horizon, horizonThreshold);
    }

    Recall withoutHorizon() {
      return new Recall(
          place, threshold, most, unrelatedShare, emptyShare, false, horizonThreshold);
    }
  }

  public enum Schedule {
    COSINE,
    LINEAR,
    CONSTANT
  }

  /// How AdamW keeps its two moving averages of each number that learns.
  public enum States {
    FLOAT32,
    /// A byte each, scaled by blocks.
    EIGHT_BIT
  }

  /// AdamW.
  ///
  /// @param rate the learning rate after `warmup` steps
  /// @param clip largest norm of all gradients together; 0 clips nothing
  /// @param beta1 share of the old in the moving average of the gradient
  /// @param beta2 share of the old in the moving average of its square
  /// @param epsilon added to the root of the latter
  public record Optimizer(
      double rate,
      int warmup,
      Schedule schedule,
      double clip,
      double weightDecay,
      double beta1,
      double beta2,
      double epsilon,
      States states) {
    /// With the usual averages, in float32.
    public Optimizer(double rate, int warmup, Schedule schedule, double clip, double weightDecay) {
      this(rate, warmup, schedule, clip, weightDecay, 0.9, 0.999, 1e-8, States.FLOAT32);
    }

    Optimizer at(double other) {
      return new Optimizer(
          other, warmup, schedule, clip, weightDecay, beta1, beta2, epsilon, states);
    }
  }

  /// When training ends.
  public record Length(Unit unit, double amount) {
    public enum Unit {
      STEPS,
      MINUTES,
      ROUNDS
    }
  }

  /// What tells a better adapter from a worse one.
  public enum BestBy {
    /// The lower loss of the held-out scenes.
    HELD_OUT,
    /// The smaller share of questions of held-out protective scenes that are answered without a
    /// denial; the held-out loss decides where two are alike.
    TRAPS
  }

  /// @param evaluateEvery steps between two measurements of the held-out loss; 0 measures at the
  ///   end only
  /// @param saveEvery steps between two checkpoints; 0 saves at the end only
  /// @param patience measurements without a better one after which training ends; 0 never ends it
  /// @param keepBest the adapter of the best measurement is kept, not that of the end
  public record Watch(
      int evaluateEvery, int saveEvery, int patience, boolean keepBest, BestBy bestBy) {
    /// Best by held-out loss.
    public Watch(int evaluateEvery, int saveEvery, int patience, boolean keepBest) {
      this(evaluateEvery, saveEvery, patience, keepBest, BestBy.HELD_OUT);
    }
  }

  public enum BaseWeights {
    FLOAT32,
    INT8,
    INT4
  }

  /// What saves memory, and costs time or exactness.
  ///
  /// @param checkpointing whether activations are recomputed on the way back, not kept; what is
  ///   learnt is the same
  /// @param baseWeights how the frozen weights beside an adapter are kept
  public record Memory(boolean checkpointing, BaseWeights baseWeights) {}

  /// The linear layers of a llama decoder.
  public static final List<String> ALL_LINEAR =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  /// The settings of `recipes/demo.yaml`, on all scenes, as a test makes sure.
  public static Recipe defaults() {
    return new Recipe(
        "smollm2-135m",
        Method.LORA,
        new Lora(16, 32, 0, ALL_LINEAR),
        new Data(
            Arrays.asList(Experience.Kind.values()),
            List.of(),
            0.08,
            1,
            1024,
            1,
            LossOn.OWN,
            0.8,
            Order.SHUFFLED,
            null,
            0,
            Format.CHAT),
        new Recall(Place.BEFORE_REPLY, 0.46, 2, 0.15, 0.15, true, 0.7),
        new Optimizer(1e-3, 10, Schedule.COSINE, 1, 0),
        new Length(Length.Unit.MINUTES, 8),
        new Watch(0, 50, 0, false),
        new Memory(false, BaseWeights.FLOAT32),
        1,
        0,
        1);
  }

  /// @throws UserException with every problem of the file
  public static Recipe read(Path file) {
    return RecipeReader.read(Yaml.read(file), file.toString(), defaults());
  }

  /// Reads what [#write] put into a run's folder. A setting it lacks is younger than the run, which
  /// was trained without it.
  ///
  /// @throws UserException with every problem of the file
  public static Recipe ofRun(Path file) {
    Recipe d = defaults();
    Recipe then = d.with(d.data.shuffled()).with(d.recall.withoutHorizon());
    return RecipeReader.read(Yaml.read(file), file.toString(), then);
  }

  /// Told of a recipe that options have changed since it was read.
  ///
  /// @throws UserException when its settings exclude each other
  public void check() {
    var problems = new Problems();
    Conflicts.of(this).all().forEach(c -> problems.add(c.key(), c.what(), c.fix()));
    problems.throwIfAny();
  }

  /// Writes all settings, in the form [#read] takes.
  public void write(Path file) {
    Yaml.write(file, RecipeWriter.tree(this));
  }

  /// Every setting as a text, by its path in a recipe's file, e.g. `optimizer.rate`.
  public Map<String, String> settings() {
    var flat = new LinkedHashMap<String, String>();
    flatten("", RecipeWriter.tree(this), flat);
    return flat;
  }

  private static void flatten(String path, Map<?, ?> tree, Map<String, String> into) {
    tree.forEach((key, value) -> {
      if (value instanceof Map<?, ?> inner) {
        flatten(path + key + ".", inner, into);
      } else if (value instanceof List<?> list) {
        into.put(path + key, list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
      } else {
        into.put(path + key, String.valueOf(value));
      }
    });
  }

  /// The same of another base.
  public Recipe withBase(String other) {
    return copy(c -> c.base = other);
  }

  public Recipe with(Method other) {
    return copy(c -> c.method = other);
  }

  public Recipe with(Lora other) {
    return copy(c -> c.lora = other);
  }

  public Recipe with(Data other) {
    return copy(c -> c.data = other);
  }

  public Recipe with(Recall other) {
    return copy(c -> c.recall = other);
  }

  public Recipe with(Optimizer other) {
    return copy(c -> c.optimizer = other);
  }

  public Recipe with(Length other) {
    return copy(c -> c.length = other);
  }

  public Recipe with(Watch other) {
    return copy(c -> c.watch = other);
  }

  public Recipe with(Memory other) {
    return copy(c -> c.memory = other);
  }

  public Recipe withProcesses(int other) {
    return copy(c -> c.processes = other);
  }

  /// The same, going on from an adapter.
  public Recipe from(String adapter) {
    return with(lora.from(adapter));
  }

  /// The same recipe with another learning rate.
  public Recipe withRate(double rate) {
    return with(optimizer.at(rate));
  }

  private Recipe copy(Consumer<Copy> change) {
    var copy = new Copy(this);
    change.accept(copy);
    return copy.made();
  }

  /// A recipe that can be changed.
  private static final class Copy {
    private String base;
    private Method method;
    private Lora lora;
    private Data data;
    private Recall recall;
    private Optimizer optimizer;
    private Length length;
    private Watch watch;
    private Memory memory;
    private long seed;
    private int threads;
    private int processes;

    Copy(Recipe r) {
      base = r.base;
      method = r.method;
      lora = r.lora;
      data = r.data;
      recall = r.recall;
      optimizer = r.optimizer;
      length = r.length;
      watch = r.watch;
      memory = r.memory;
      seed = r.seed;
      threads = r.threads;
      processes = r.processes;
    }

    Recipe made() {
      return new Recipe(
          base, method, lora, data, recall, optimizer, length, watch, memory, seed, threads,
          processes);
    }
  }
}
