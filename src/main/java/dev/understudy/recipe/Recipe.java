package dev.understudy.recipe;

import dev.understudy.person.Experience;
import dev.understudy.problem.UserException;
import dev.understudy.store.Yaml;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// All settings of one training. `recipes/demo.yaml` explains each; what a file leaves out has the
/// value it has there.
///
/// @param threads of the arithmetic; 0 takes one for each core
public record Recipe(
    String base,
    Method method,
    Lora lora,
    Data data,
    Recall recall,
    Optimizer optimizer,
    Length length,
    Watch watch,
    long seed,
    int threads) {

  public enum Method {
    LORA,
    FULL
  }

  /// @param targets names of linear layers as PEFT knows them
  public record Lora(int rank, double alpha, double dropout, List<String> targets) {
    public Lora {
      targets = List.copyOf(targets);
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

  /// @param kinds of experiences that are learnt
  /// @param scenes ids of the experiences that are learnt; empty for all
  /// @param heldOut share of the scenes kept for measuring, by scene
  /// @param splitSeed chooses which; runs of the same one are measured on the same scenes
  /// @param window most tokens of an example; older exchanges of longer ones are left out
  /// @param examplesPerStep one example is one scene
  /// @param plainScenes share of the talks with users of today that get the scene of a chat for
  ///   their own
  public record Data(
      List<Experience.Kind> kinds,
      List<String> scenes,
      double heldOut,
      long splitSeed,
      int window,
      int examplesPerStep,
      LossOn lossOn,
      double plainScenes,
      Order order) {
    Data shuffled() {
      return new Data(
          kinds,
          scenes,
          heldOut,
          splitSeed,
          window,
          examplesPerStep,
          lossOn,
          plainScenes,
          Order.SHUFFLED);
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

  /// @param rate the learning rate after `warmup` steps
  /// @param clip largest norm of all gradients together; 0 clips nothing
  public record Optimizer(
      double rate, int warmup, Schedule schedule, double clip, double weightDecay) {}

  /// When training ends.
  public record Length(Unit unit, double amount) {
    public enum Unit {
      STEPS,
      MINUTES,
      ROUNDS
    }
  }

  /// @param evaluateEvery steps between two measurements of the held-out loss; 0 measures at the
  ///   end only
  /// @param saveEvery steps between two checkpoints; 0 saves at the end only
  /// @param patience measurements without a better one after which training ends; 0 never ends it
  /// @param keepBest the adapter of the best measurement is kept, not that of the end
  public record Watch(int evaluateEvery, int saveEvery, int patience, boolean keepBest) {}

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
            Order.SHUFFLED),
        new Recall(Place.BEFORE_REPLY, 0.46, 2, 0.15, 0.15, true, 0.7),
        new Optimizer(1e-3, 10, Schedule.COSINE, 1, 0),
        new Length(Length.Unit.MINUTES, 8),
        new Watch(0, 50, 0, false),
        1,
        0);
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
    Recipe then =
        new Recipe(
            d.base,
            d.method,
            d.lora,
            d.data.shuffled(),
            d.recall.withoutHorizon(),
            d.optimizer,
            d.length,
            d.watch,
            d.seed,
            d.threads);
    return RecipeReader.read(Yaml.read(file), file.toString(), then);
  }

  /// Writes all settings, in the form [#read] takes.
  public void write(Path file) {
    Yaml.write(file, RecipeWriter.tree(this));
  }

  public Recipe withBase(String other) {
    return new Recipe(other, method, lora, data, recall, optimizer, length, watch, seed, threads);
  }

  public Recipe with(Length other) {
    return new Recipe(base, method, lora, data, recall, optimizer, other, watch, seed, threads);
  }
}
