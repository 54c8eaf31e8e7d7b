package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Combination;
import dev.understudy.model.Device;
import dev.understudy.model.Generator;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recall.Sense;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything a character needs to talk, opened and closed together: weights with the adapter
/// merged in, tokenizer, memories.
public final class Company implements AutoCloseable {
  private final CharacterSheet sheet;
  private final String played;
  private final Device device;
  private final Actor actor;
  private final Weights weights;
  private final Tokenizer tokenizer;
  private final Mind mind;
  private final Generator generator;

  private Company(
      CharacterSheet sheet,
      String played,
      Device device,
      Prompting prompting,
      BaseModel base,
      Weights weights,
      Mind mind,
      int mostMemories) {
    this.sheet = sheet;
    this.played = played;
    this.device = device;
    this.weights = weights;
    this.mind = mind;
    tokenizer = Tokenizers.of(base);
    generator = new Generator(weights, tokenizer, Native.threads(), device);
    actor =
        new Actor(
            prompting,
            mind,
            prompting.template(base, tokenizer),
            generator,
            weights.config().context(),
            mostMemories);
  }

  /// The bare base in the part, told who it is and nothing else.
  public static Company untrained(CharacterFolder folder, BaseModel base) {
    CharacterSheet sheet = folder.sheet();
    Device device = Device.chosen(); // before weights are read, since it may not be there
    return new Company(
        sheet,
        base.name() + ", untrained",
        device,
        new Prompting(sheet, Place.NONE),
        base,
        Weights.load(base),
        Mind.NONE,
        0);
  }

  /// A finished training on its base, remembering as it was trained to unless `recall` is off.
  public static Company trained(CharacterFolder folder, Run run, BaseModel base, boolean recall) {
    return trained(folder, run, base, List.of(), recall);
  }

  /// An adapter to talk with.
  ///
  /// @param named a run of the character, or a folder
  /// @param weight how much it counts, 1 as it was trained
  public record Part(String named, double weight) {
    @Override
    public String toString() {
      return weight == 1 ? named : named + " x " + weight;
    }
  }

  /// The same with these adapters, together, in place of the run's own where there are any.
  public static Company trained(
      CharacterFolder folder, Run run, BaseModel base, List<Part> parts, boolean recall) {
    CharacterSheet sheet = folder.sheet();
    Recipe recipe = Recipe.ofRun(run.recipe());
    Device device = Device.chosen();
    Weights weights =
        parts.isEmpty()
            ? weights(base, run.folder(), recipe.method())
            : weights(base, folder, parts);
    String played = base.name() + ", run " + run.name();
    return new Company(
        sheet,
        parts.isEmpty()
            ? played
            : played
                + ", adapter "
                + String.join(" + ", parts.stream().map(Part::toString).toList()),
        device,
        new Prompting(sheet, recipe.recall().place(), recipe.data().format()),
        base,
        weights,
        recall ? mind(folder, sheet, recipe.recall()) : Mind.NONE,
        recipe.recall().most());
  }

  /// A training on its way, remembering as it will in talk. A line that a scene of the dataset
  /// begins with is felt by what was learnt without that scene.
  ///
  /// @param model a folder with what was learnt so far
  /// @param scenes ids of scenes by the line they begin with
  static Company inTraining(
      CharacterFolder folder,
      Recipe recipe,
      Path model,
      BaseModel base,
      Map<String, String> scenes) {
    CharacterSheet sheet = folder.sheet();
    Device device = Device.chosen();
    Weights weights = weights(base, model, recipe.method());
    Mind mind = mind(folder, sheet, recipe.recall());
    Sense unseen =
        said -> {
          String scene = scenes.get(said.getLast());
          return (scene == null ? mind.horizon() : mind.horizon().without(scene)).beyond(said);
        };
    return new Company(
        sheet,
        base.name() + ", in training",
        device,
        new Prompting(sheet, recipe.recall().place(), recipe.data().format()),
        base,
        weights,
        new Mind(mind.memories(), unseen),
        recipe.recall().most());
  }

  private static Mind mind(CharacterFolder folder, CharacterSheet sheet, Recipe.Recall recall) {
    boolean learns = recall.horizon() && Files.isRegularFile(folder.experiencesFile());
    List<Experience> experiences = learns ? folder.experiences() : List.of();
    return Mind.open(sheet, folder.memories(), experiences, recall, Optional.of(folder.cache()));
  }

  /// A base's weights with what a training made of them.
  static Weights weights(BaseModel base, Path model, Recipe.Method method) {
    return switch (method) {
      case LORA -> {
        Weights weights = Weights.load(base);
        weights.merge(PeftFolder.read(model));
        yield weights;
      }
      case FULL ->
          WeightsFile.read(model.resolve(Run.FULL_WEIGHTS), ModelConfig.of(base.weights()));
    };
  }

  private static Weights weights(BaseModel base, CharacterFolder folder, List<Part> parts) {
    Runs runs = new Runs(folder.runs());
    ModelConfig shape = ModelConfig.of(base.weights());
    LoraAdapter adapter =
        Combination.CAT.of(
            parts.stream()
                .map(part ->
                    new Combination.Weighted(
                        PeftFolder.read(runs.adapter(part.named()), shape), part.weight()))
                .toList());
    Weights weights = Weights.load(base);
    weights.merge(adapter);
    return weights;
  }

  public CharacterSheet sheet() {
    return sheet;
  }

  /// What plays the part, for people to read: base and run.
  public String played() {
    return played;
  }

  /// What it computes on.
  public Device device() {
    return device;
  }

  public Actor actor() {
    return actor;
  }

  @Override
  public void close() {
    mind.close();
    generator.close();
    tokenizer.close();
    weights.close();
  }
}
