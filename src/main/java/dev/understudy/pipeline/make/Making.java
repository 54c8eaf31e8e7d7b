package dev.understudy.pipeline.make;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Rejection;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Embedder;
import dev.understudy.recall.MiniLm;
import dev.understudy.store.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes a character's dataset, step by step. Each step reads the folder, asks what it has to, and
/// puts one file in place when it is whole. What is up to date is not made again, and what a person
/// changed is never written over. Killed at any moment, the same command goes on: replies are in
/// the journal.
public final class Making {
  private final Workplace place;

  public Making(CharacterFolder folder, MakeSettings settings, LocalDate today) {
    this(folder, settings, today, MiniLm::new);
  }

  Making(
      CharacterFolder folder, MakeSettings settings, LocalDate today, Supplier<Embedder> embedder) {
    place = new Workplace(folder, settings, today, embedder);
  }

  /// What became of a step.
  public sealed interface Result {
    Step step();

    /// @param kept how many records
    /// @param rejected how many were made and not kept
    /// @param notes what a person should know of
    record Made(Step step, Path file, int kept, int rejected, List<String> notes)
        implements Result {
      public Made {
        notes = List.copyOf(notes);
      }
    }

    /// Nothing it depends on has changed.
    record UpToDate(Step step, Path file) implements Result {}

    /// A person wrote or changed the file, and it is taken as it is.
    record Edited(Step step, Path file) implements Result {}
  }

  /// Does one step, unless it is done.
  ///
  /// @throws UserException when a file that it needs is missing or damaged
  /// @throws dev.understudy.llm.LlmException when the model can't be asked any more
  public Result run(Step step, Asker asker) {
    demand(step);
    Work work = work(step);
    String inputs = work.inputs(asker.model());
    Ledger ledger = Ledger.open(place.folder().path());
    Result result =
        switch (ledger.state(work.output(), inputs)) {
          case EDITED -> new Result.Edited(step, work.output());
          case CURRENT -> new Result.UpToDate(step, work.output());
          case MISSING, STALE -> make(work, inputs, ledger, asker);
        };
    gatherRejected();
    return result;
  }

  private Result make(Work work, String inputs, Ledger ledger, Asker asker) {
    Work.Product product = work.make(asker);
    JsonLines.write(rejected(work.step()), product.rejections().stream());
    ledger.write(work.output(), inputs, product.content());
    return new Result.Made(
        work.step(), work.output(), product.kept(), product.rejections().size(), product.notes());
  }

  /// What a step would ask at first. Where the steps before it are not done, records of the usual
  /// size stand for what they would make.
  ///
  /// @param asker is not asked
  public List<ChatRequest> requests(Step step, Asker asker) {
    return switch (step) {
      case COLLECT -> List.of();
      case SHEET, MEMORIES, PROTECT -> work(step).requests(asker.keepsShapes());
      case SCENES -> scenes().requests(true);
      case EXPERIENCES ->
          new ExperiencesWork(place, memories(), plan()).requests(asker.keepsShapes());
      case CHECK -> new CheckWork(place).questions(asker, played());
    };
  }

  private ScenesWork scenes() {
    return new ScenesWork(place, memories());
  }

  private List<Memory> memories() {
    return Files.exists(place.folder().memoriesFile())
        ? place.memories()
        : StandIns.memories(place.passages(), place.settings().memories().mostPerPassage());
  }

  private List<PlannedScene> plan() {
    return Files.exists(place.folder().scenesFile())
        ? place.scenes()
        : StandIns.scenes(scenes().requests(true).size(), place.passages(), memories());
  }

  private List<Experience> played() {
    int guarding = new ProtectWork(place, memories()).requests(true).size();
    return StandIns.experiences(plan().size() + guarding, place.sheet().name(), place.passages());
  }

  private Work work(Step step) {
    return switch (step) {
      case COLLECT -> throw new IllegalArgumentException("collecting asks no model");
      case SHEET -> new SheetWork(place);
      case MEMORIES -> new MemoriesWork(place);
      case SCENES -> ScenesWork.of(place);
      case EXPERIENCES -> ExperiencesWork.of(place);
      case PROTECT -> new ProtectWork(place, memories());
      case CHECK -> new CheckWork(place);
    };
  }

  /// Tells which step is missing before this one.
  private void demand(Step step) {
    CharacterFolder folder = place.folder();
    switch (step) {
      case COLLECT -> {}
      case SHEET -> demand(folder.path().resolve("profile"), "collect");
      case MEMORIES -> demand(folder.sheetFile(), "scenes");
      case SCENES -> demand(folder.memoriesFile(), "scenes");
      case EXPERIENCES -> demand(folder.scenesFile(), "scenes");
      case PROTECT -> demand(folder.memoriesFile(), "scenes");
      case CHECK -> demand(place.draft(ExperiencesWork.FILE), "experiences");
    }
  }

  private void demand(Path file, String verb) {
    if (!Files.exists(file)) {
      throw new UserException(
          file.toString(),
          "is not there yet",
          "Make it first: understudy %s %s, or all steps: understudy make %s"
              .formatted(verb, place.folder().id(), place.folder().id()));
    }
  }

  private Path rejected(Step step) {
    return place.draft("rejected-" + step.word() + ".jsonl");
  }

  /// All that was rejected, by steps, in one file.
  private void gatherRejected() {
    List<Path> parts = Stream.of(Step.values()).map(this::rejected).filter(Files::exists).toList();
    if (!parts.isEmpty()) {
      JsonLines.write(
          place.folder().rejectedFile(),
          parts.stream().flatMap(part -> JsonLines.read(part, Rejection.class).stream()));
    }
  }
}
