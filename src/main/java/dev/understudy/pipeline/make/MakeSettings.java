package dev.understudy.pipeline.make;

import dev.understudy.experience.filter.FilterSettings;
import dev.understudy.experience.script.ProtectiveSettings;
import dev.understudy.experience.script.ScriptSettings;
import dev.understudy.recipe.MakeOptions;
import dev.understudy.scene.MemorySettings;
import dev.understudy.scene.SceneSettings;

/// How a dataset is made, stage by stage.
///
/// @param grounding whether a model is asked if what experiences tell stands in the profile
public record MakeSettings(
    MemorySettings memories,
    SceneSettings scenes,
    ScriptSettings scripts,
    ProtectiveSettings protective,
    FilterSettings filters,
    boolean grounding) {
  public static final MakeSettings DEFAULT =
      new MakeSettings(
          MemorySettings.DEFAULT,
          SceneSettings.DEFAULT,
          ScriptSettings.DEFAULT,
          ProtectiveSettings.DEFAULT,
          FilterSettings.DEFAULT,
          true);

  /// The usual settings with what the user wants otherwise.
  public static MakeSettings of(MakeOptions wanted) {
    MemorySettings memories = DEFAULT.memories();
    SceneSettings scenes = DEFAULT.scenes();
    ScriptSettings scripts = DEFAULT.scripts();
    ProtectiveSettings protective = DEFAULT.protective();
    FilterSettings filters = DEFAULT.filters();
    return new MakeSettings(
        new MemorySettings(
            wanted.memoriesPerPassage(),
            memories.leastWords(),
            memories.mostWords(),
            wanted.core(),
            memories.tries(),
            memories.rounds(),
            memories.sampling()),
        new SceneSettings(
            wanted.scenesPerPassage(),
            scenes.memoriesPerScene(),
            wanted.tellings(),
            wanted.talk(),
            scenes.interviews(),
            wanted.today(),
            scenes.others(),
            scenes.tries(),
            scenes.rounds(),
            scenes.sampling()),
        new ScriptSettings(
            wanted.leastTurns(),
            wanted.mostTurns(),
            scripts.leastWords(),
            scripts.mostWords(),
            wanted.attempts(),
            scripts.sampling()),
        new ProtectiveSettings(
            wanted.protective(),
            wanted.familiar(),
            protective.leastAsks(),
            protective.mostAsks(),
            protective.seed()),
        new FilterSettings(
            filters.off(),
            filters.turns(),
            filters.replyWords(),
            filters.ownWords(),
            filters.keep(),
            wanted.mostUnsupported()),
        wanted.grounding());
  }
}
