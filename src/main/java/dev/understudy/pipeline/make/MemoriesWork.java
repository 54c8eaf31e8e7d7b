package dev.understudy.pipeline.make;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.scene.MemoryStage;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.util.List;

/// Passages become memories in the first person.
record MemoriesWork(Workplace place) implements Work {
  @Override
  public Step step() {
    return Step.MEMORIES;
  }

  @Override
  public Path output() {
    return place.folder().memoriesFile();
  }

  @Override
  public String inputs(String model) {
    return new Inputs()
        .and(model)
        .and(place.sheet())
        .and(place.passages())
        .and(place.settings().memories())
        .and(requests(true))
        .hash();
  }

  @Override
  public List<ChatRequest> requests(boolean keepsShapes) {
    return Workplace.comparingNothing(none -> MemoryStage.requests(input(none)));
  }

  @Override
  public Product make(Asker asker) {
    MemoryStage.Drawn drawn = place.comparing(none -> MemoryStage.draw(input(none), asker));
    return new Product(
        file -> JsonLines.write(file, drawn.memories().stream()),
        drawn.memories().size(),
        drawn.rejections(),
        List.of());
  }

  private MemoryStage.Input input(NearDuplicates duplicates) {
    return new MemoryStage.Input(
        place.sheet(), place.passages(), place.settings().memories(), place.prompts(), duplicates);
  }
}
