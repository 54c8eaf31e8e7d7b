package dev.understudy.pipeline.make;

import dev.understudy.experience.script.Played;
import dev.understudy.experience.script.ScriptStage;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Memory;
import dev.understudy.person.PlannedScene;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.util.List;

/// Planned scenes are played out.
record ExperiencesWork(Workplace place, List<Memory> memories, List<PlannedScene> scenes)
    implements Work {
  static final String FILE = "experiences.jsonl";

  static ExperiencesWork of(Workplace place) {
    return new ExperiencesWork(place, place.memories(), place.scenes());
  }

  @Override
  public Step step() {
    return Step.EXPERIENCES;
  }

  @Override
  public Path output() {
    return place.draft(FILE);
  }

  @Override
  public String inputs(String model) {
    return new Inputs()
        .and(model)
        .and(scenes)
        .and(memories)
        .and(place.settings().scripts())
        .and(requests(true))
        .hash();
  }

  @Override
  public List<ChatRequest> requests(boolean keepsShapes) {
    return ScriptStage.requests(input(), keepsShapes);
  }

  @Override
  public Product make(Asker asker) {
    return product(ScriptStage.play(input(), asker));
  }

  static Product product(Played played) {
    return new Product(
        file -> JsonLines.write(file, played.experiences().stream()),
        played.experiences().size(),
        played.rejections(),
        List.of());
  }

  private ScriptStage.Input input() {
    return new ScriptStage.Input(
        place.sheet(),
        scenes,
        place.passages(),
        memories,
        place.settings().scripts(),
        place.today().toString(),
        place.prompts());
  }
}
