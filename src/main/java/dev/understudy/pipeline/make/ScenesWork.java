package dev.understudy.pipeline.make;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Memory;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.scene.SceneStage;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.util.List;

/// Scenes are planned in which memories are told.
record ScenesWork(Workplace place, List<Memory> memories) implements Work {
  static ScenesWork of(Workplace place) {
    return new ScenesWork(place, place.memories());
  }

  @Override
  public Step step() {
    return Step.SCENES;
  }

  @Override
  public Path output() {
    return place.folder().scenesFile();
  }

  @Override
  public String inputs(String model) {
    return new Inputs()
        .and(model)
        .and(place.sheet())
        .and(place.passages())
        .and(memories)
        .and(place.settings().scenes())
        .and(requests(true))
        .hash();
  }

  @Override
  public List<ChatRequest> requests(boolean keepsShapes) {
    return Workplace.comparingNothing(none -> SceneStage.requests(input(none)));
  }

  @Override
  public Product make(Asker asker) {
    SceneStage.Planned planned = place.comparing(none -> SceneStage.plan(input(none), asker));
    return new Product(
        file -> JsonLines.write(file, planned.scenes().stream()),
        planned.scenes().size(),
        planned.rejections(),
        planned.counts().missing());
  }

  private SceneStage.Input input(NearDuplicates duplicates) {
    return new SceneStage.Input(
        place.sheet(),
        place.passages(),
        memories,
        place.settings().scenes(),
        place.today(),
        place.prompts(),
        duplicates);
  }
}
