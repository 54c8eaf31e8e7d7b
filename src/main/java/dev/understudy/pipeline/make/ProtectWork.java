package dev.understudy.pipeline.make;

import dev.understudy.experience.script.ProtectiveStage;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Memory;
import java.nio.file.Path;
import java.util.List;

/// Protective scenes, and those that balance them.
record ProtectWork(Workplace place, List<Memory> memories) implements Work {
  static final String FILE = "protective.jsonl";

  @Override
  public Step step() {
    return Step.PROTECT;
  }

  @Override
  public Path output() {
    return place.draft(FILE);
  }

  @Override
  public String inputs(String model) {
    return new Inputs()
        .and(model)
        .and(place.sheet())
        .and(place.passages())
        .and(memories)
        .and(place.settings().protective())
        .and(place.settings().scripts())
        .and(requests(true))
        .hash();
  }

  @Override
  public List<ChatRequest> requests(boolean keepsShapes) {
    return ProtectiveStage.requests(input(), keepsShapes);
  }

  @Override
  public Product make(Asker asker) {
    return ExperiencesWork.product(ProtectiveStage.make(input(), asker));
  }

  private ProtectiveStage.Input input() {
    return new ProtectiveStage.Input(
        place.sheet(),
        place.passages(),
        memories,
        place.settings().protective(),
        place.settings().scripts(),
        place.today().toString(),
        place.prompts());
  }
}
