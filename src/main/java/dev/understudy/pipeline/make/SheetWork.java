package dev.understudy.pipeline.make;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.scene.SheetStage;
import dev.understudy.store.Yaml;
import java.nio.file.Path;
import java.util.List;

/// Passages tell who the character is.
record SheetWork(Workplace place) implements Work {
  @Override
  public Step step() {
    return Step.SHEET;
  }

  @Override
  public Path output() {
    return place.folder().sheetFile();
  }

  @Override
  public String inputs(String model) {
    return new Inputs()
        .and(model)
        .and(place.given())
        .and(place.passages())
        .and(requests(true))
        .hash();
  }

  @Override
  public List<ChatRequest> requests(boolean keepsShapes) {
    return SheetStage.requests(input());
  }

  @Override
  public Product make(Asker asker) {
    SheetStage.Draft draft = SheetStage.draft(input(), asker);
    return new Product(
        file -> Yaml.write(file, draft.sheet()), 1, draft.rejections(), draft.open());
  }

  private SheetStage.Input input() {
    return new SheetStage.Input(place.given(), place.passages(), place.today(), place.prompts());
  }
}
