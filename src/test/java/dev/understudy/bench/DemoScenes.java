package dev.understudy.bench;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Bases;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.learn.Example;
import dev.understudy.person.Memory;
import dev.understudy.recall.Mind;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.Renderer;
import dev.understudy.train.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What the demo learns from, as both sides get it.
final class DemoScenes {
  private DemoScenes() {}

  /// The scenes in one order for both: shuffled once, again and again until `steps` are done.
  static TrainCompare.Setting setting(Path file, int steps) {
    Recipe recipe = Recipe.read(Path.of("recipes/demo.yaml"));
    CharacterFolder folder = new CharacterFolder(Path.of("characters/beethoven"));
    List<Memory> told = Renderer.told(folder.memories());
    Split split = Split.of(folder.experiences(), recipe.data());
    BaseModel base = new Bases().resolve(file.toString());
    try (Tokenizer tokenizer = Tokenizers.of(base);
        Mind mind =
            Mind.open(
                folder.sheet(), told, folder.experiences(), recipe.recall(), Optional.empty())) {
      var renderer =
          new Renderer(
              folder.sheet(), told, mind, ChatTemplate.of(base, tokenizer), tokenizer, recipe);
      var learnt = new ArrayList<>(renderer.render(split.learnt(), recipe.seed()).examples());
      Collections.shuffle(learnt, new Random(1));
      return new TrainCompare.Setting(
          "the demo's scenes, one a step, %d steps".formatted(steps),
          TrainWork.LORA,
          1,
          steps,
          given(learnt),
          given(renderer.render(split.heldOut(), 0).examples()));
    }
  }

  private static List<TrainWork.Given> given(List<Example> examples) {
    return examples.stream().map(e -> new TrainWork.Given(e.tokens(), e.target())).toList();
  }
}
