package dev.understudy.scene;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Rejection;
import dev.understudy.recall.NearDuplicates;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Plans the scenes in which a character's memories are told.
///
/// The program decides what has to come out exactly: how many scenes of each passage, their form,
/// the kind of partner, the time of life, and which memories are told. A model fills in the year,
/// the place, the people and what is going on. What it fills in badly, or nearly as another time,
/// is refused and asked for again with another theme.
public final class SceneStage {
  static final String STAGE = "scenes";

  /// So far on in the lists, no scene of the same passage has been.
  private static final int RECAST = 37;

  private SceneStage() {}

  /// @param today for provenance
  /// @param prompts the folder of the user's own prompts
  /// @param duplicates what scenes must not repeat; empty, unless others are to be spared too.
  ///   Those kept are added to it
  public record Input(
      CharacterSheet sheet,
      List<Passage> passages,
      List<Memory> memories,
      SceneSettings settings,
      LocalDate today,
      Optional<Path> prompts,
      NearDuplicates duplicates) {
    public Input {
      passages = List.copyOf(passages);
      memories = List.copyOf(memories);
    }
  }

  /// Scenes in the order in which they were planned: by passages, and then those that were added to
  /// cover a period.
  public record Planned(List<PlannedScene> scenes, List<Rejection> rejections, Counts counts) {
    public Planned {
      scenes = List.copyOf(scenes);
      rejections = List.copyOf(rejections);
    }
  }

  /// @param wanted how many scenes were to be planned
  /// @param mended in how many of those kept a slip of the model was mended
  /// @param duplicates how many were refused for being nearly another
  /// @param missing what is missing, a line each
  public record Counts(int wanted, int mended, int duplicates, List<String> missing) {
    public Counts {
      missing = List.copyOf(missing);
    }
  }

  /// What [#plan] asks first: one request for each scene.
  public static List<ChatRequest> requests(Input input) {
    ScenePrompt prompt = ScenePrompt.of(input);
    return ScenePlan.of(input).stream()
        .map(slot -> prompt.request(slot, casting(slot, 0, input), List.of()))
        .toList();
  }

  public static Planned plan(Input input, Asker asker) {
    ScenePrompt prompt = ScenePrompt.of(input);
    var harvest = new SceneHarvest(input, ScenePlan.of(input), asker.model(), prompt.prompt());
    for (int round = 0; round < input.settings().rounds(); round++) {
      round(round, harvest, prompt, input, asker);
    }
    return harvest.planned();
  }

  private static void round(
      int round, SceneHarvest harvest, ScenePrompt prompt, Input input, Asker asker) {
    List<Slot> open = harvest.open();
    List<Casting> castings = open.stream().map(slot -> casting(slot, round, input)).toList();
    int sample = round * input.settings().tries();
    List<ChatRequest> requests =
        IntStream.range(0, open.size())
            .mapToObj(i ->
                prompt
                    .request(open.get(i), castings.get(i), harvest.avoided(open.get(i)))
                    .withSample(sample))
            .toList();
    var asking =
        new Asking<>(
            STAGE,
            input.settings().tries(),
            (i, call, reply) -> SceneReply.read(open.get(i), call, reply));
    List<Answer<SceneReply>> answers = asking.ask(requests, asker);
    for (int i = 0; i < open.size(); i++) {
      harvest.take(open.get(i), castings.get(i), answers.get(i));
    }
  }

  /// In each round another one.
  private static Casting casting(Slot slot, int round, Input input) {
    return Casting.of(slot.partner(), slot.ofPartner() + round * RECAST, input.sheet());
  }
}
