package dev.understudy.train;

import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Learner;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.ranks.Ranks;
import dev.understudy.train.ranks.SharedLearner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a training is to do.
///
/// @param examples to learn from
/// @param heldOut never learnt, only measured; may be empty
/// @param folder of the run: `metrics.jsonl` and `checkpoints/` are written there
/// @param writer writes what was learnt, as other tools read it, into each checkpoint
/// @param resume whether to go on from the last checkpoint, if there is one
/// @param scenes ids of the scenes the examples come from, to name them when one goes wrong
/// @param trial asks what he cannot know; present when the recipe chooses by that
/// @param untrained held-out loss of the untrained model where it is known from before
/// @param origin hash of the adapter that the learner began with; empty for a new one
public record TrainPlan(
    Recipe recipe,
    Learner learner,
    List<Example> examples,
    List<Example> heldOut,
    Path folder,
    ModelWriter writer,
    boolean resume,
    Map<Example, String> scenes,
    Optional<Trial> trial,
    Optional<Double> untrained,
    String origin) {

  /// With examples nobody knows the origin of, and nothing known of the model.
  public TrainPlan(
      Recipe recipe,
      Learner learner,
      List<Example> examples,
      List<Example> heldOut,
      Path folder,
      ModelWriter writer,
      boolean resume) {
    this(
        recipe,
        learner,
        examples,
        heldOut,
        folder,
        writer,
        resume,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  /// Asks the model what the character cannot know.
  @FunctionalInterface
  public interface Trial {
    /// The share of questions that are answered without a denial, 0 to 1.
    ///
    /// @param model a folder as a [ModelWriter] writes it
    double leaks(Path model);
  }

  /// Writes the model as it is now.
  public interface ModelWriter {
    void write(Path folder);
  }

  /// The same with a learner that learns together with those of other ranks.
  TrainPlan among(Ranks ranks) {
    return ranks.count() == 1
        ? this
        : new TrainPlan(
            recipe,
            new SharedLearner(learner, ranks),
            examples,
            heldOut,
            folder,
            writer,
            resume,
            scenes,
            trial,
            untrained,
            origin);
  }

  public TrainPlan {
    examples = toLearn(examples);
    heldOut = heldOut.stream().filter(e -> e.targets() > 0).toList();
    scenes = Map.copyOf(scenes);
  }

  /// Those with something to learn in them.
  ///
  /// @throws UserException when there is none
  static List<Example> toLearn(List<Example> examples) {
    List<Example> some = examples.stream().filter(e -> e.targets() > 0).toList();
    if (some.isEmpty()) {
      throw new UserException(
          "training",
          "there is nothing to learn: no example holds a reply of the character",
          "Look at `data` in the recipe: which kinds and scenes it names.");
    }
    return some;
  }
}
