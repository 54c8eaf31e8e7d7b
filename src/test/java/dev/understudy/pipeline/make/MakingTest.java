package dev.understudy.pipeline.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.llm.AskListener;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.JournalledAsker;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.ScriptedModel;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Rejection;
import dev.understudy.pipeline.make.Making.Result;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.MakeOptions;
import dev.understudy.scene.Given;
import dev.understudy.store.Hashes;
import dev.understudy.store.Journal;
import dev.understudy.store.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakingTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
  private static final MakeSettings SETTINGS =
      MakeSettings.of(new MakeOptions(4, 0.5, 2, 2, 0.5, 0.4, 4, 10, 6, 1, 2, true, 0.8));

  @TempDir Path home;
  private CharacterFolder folder;
  private ScriptedModel model;

  @BeforeEach
  void collect() throws IOException {
    folder = new CharacterFolder(home.resolve("ida"));
    model = new ScriptedModel(Writer::answer);
    Path notes = Files.writeString(home.resolve("notes.md"), Writer.PROFILE);
    Collecting collecting = new Collecting(folder, TODAY);
    collecting.say(Given.named("ida", "Ida Kettle"));
    assertThat(collecting.collect(List.of(notes.toString()), List.of(), Optional.of("ours")))
        .noneMatch(report -> report.failed());
  }

  private List<Result> make(Function<ChatRequest, String> script) {
    model = new ScriptedModel(script);
    try (Journal journal = Journal.open(folder.journalFile())) {
      var asker = new JournalledAsker(model, journal, LlmSettings.local(), AskListener.SILENT);
      Making making = new Making(folder, SETTINGS, TODAY);
      return Forecast.asking().stream().map(step -> making.run(step, asker)).toList();
    }
  }

  private List<Result> make() {
    return make(Writer::answer);
  }

  /// Every file that a step made, by its hash.
  private Map<String, String> made() throws IOException {
    var hashes = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(folder.path())) {
      files
          .filter(file -> file.toString().matches(".*\\.(jsonl|yaml)"))
          .forEach(
              file -> hashes.put(folder.path().relativize(file).toString(), Hashes.sha256(file)));
    }
    return hashes;
  }

  @Test
  void aProfileBecomesADatasetToTrainOn() {
    List<Result> results = make();

    assertThat(results).allMatch(Result.Made.class::isInstance);
    assertThat(folder.sheet().born()).contains(LocalDate.of(1840, 3, 3));
    assertThat(folder.memories()).hasSize(4).allMatch(memory -> memory.quote().isPresent());
    List<Experience> experiences = folder.experiences();
    assertThat(experiences).extracting(Experience::kind).contains(Experience.Kind.EXPERIENCE);
    assertThat(experiences).filteredOn(e -> e.kind() == Experience.Kind.PROTECTIVE).isNotEmpty();
    assertThat(experiences)
        .allSatisfy(e -> {
          assertThat(e.provenance().author()).isEqualTo("scripted/script");
          assertThat(e.provenance().call()).isPresent();
          assertThat(e.provenance().prompt()).isPresent();
        });
    long told =
        folder.memories().stream()
            .map(Memory::id)
            .filter(id ->
                experiences.stream()
                    .flatMap(e -> e.turns().stream())
                    .anyMatch(t -> t.memories().contains(id)))
            .count();
    assertThat(told).isPositive();
    assertThat(JsonLines.read(folder.rejectedFile(), Rejection.class))
        .allMatch(rejection -> !rejection.reason().isBlank());
  }

  @Test
  void doneAgainItAsksNothingAndChangesNothing() throws IOException {
    make();
    Map<String, String> before = made();

    assertThat(make()).allMatch(Result.UpToDate.class::isInstance);

    assertThat(model.asked()).isEmpty();
    assertThat(made()).isEqualTo(before);
  }

  @Test
  void aStepWhoseFileIsGoneIsMadeAgainFromTheJournalAlone() throws IOException {
    make();
    Map<String, String> before = made();
    Files.delete(folder.memoriesFile());
    Files.delete(folder.scenesFile());
    Files.delete(folder.experiencesFile());
    Files.delete(folder.drafts().resolve("protective.jsonl"));

    make();

    assertThat(model.asked()).isEmpty();
    assertThat(made()).isEqualTo(before);
  }

  @Test
  void stoppedInTheMiddleItGoesOnAndAsksNothingTwice() throws IOException {
    make();
    Map<String, String> whole = made();
    int calls = model.asked().size();
    Path other = home.resolve("other");
    folder = new CharacterFolder(other.resolve("ida"));
    Collecting collecting = new Collecting(folder, TODAY);
    collecting.say(Given.named("ida", "Ida Kettle"));
    collecting.collect(
        List.of(home.resolve("notes.md").toString()), List.of(), Optional.of("ours"));

    int asked = 0;
    for (int stops = 0; stops < 40; stops++) {
      var left = new ArrayList<>(List.of(1, 2, 3));
      try {
        make(request -> {
          if (left.isEmpty()) {
            throw new LlmException.Broken("the power is cut", "wait");
          }
          left.removeLast();
          return Writer.answer(request);
        });
        asked += model.asked().size();
        break;
      } catch (LlmException.Broken e) {
        asked += model.asked().size() - 1; // the one that failed
      }
    }

    assertThat(made()).isEqualTo(whole);
    assertThat(asked).isEqualTo(calls);
  }

  @Test
  void whatAPersonChangedIsKeptAndWhatFollowsIsMadeFromIt() throws IOException {
    make();
    List<Memory> fewer = folder.memories().subList(0, 2);
    JsonLines.write(folder.memoriesFile(), fewer.stream());

    List<Result> results = make();

    assertThat(results.get(1)).isInstanceOf(Result.Edited.class);
    assertThat(results.get(2)).isInstanceOf(Result.Made.class);
    assertThat(folder.memories()).isEqualTo(fewer);
  }

  @Test
  void aStepBeforeItsTimeTellsWhichComesFirst() {
    try (Journal journal = Journal.open(folder.journalFile())) {
      var asker = new JournalledAsker(model, journal, LlmSettings.local(), AskListener.SILENT);
      Making making = new Making(folder, SETTINGS, TODAY);

      assertThatThrownBy(() -> making.run(Step.EXPERIENCES, asker))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("scenes.jsonl")
          .hasMessageContaining("understudy scenes ida");
    }
  }

  @Test
  void aForecastTellsEveryStepAndAsksNothing() {
    Forecast fresh = forecast();

    assertThat(model.asked()).isEmpty();
    assertThat(fresh.rows()).hasSize(6).allMatch(row -> row.estimate().calls() > 0);

    make();
    Forecast after = forecast();

    assertThat(after.rows().getFirst().estimate().journalled()).isPositive();
    assertThat(after.rows())
        .filteredOn(row -> row.step() != Step.CHECK && row.step() != Step.SHEET)
        .allMatch(row -> row.estimate().calls() == 0);
  }

  private Forecast forecast() {
    try (Journal journal = Journal.open(folder.journalFile())) {
      var asker = new JournalledAsker(model, journal, LlmSettings.local(), AskListener.SILENT);
      return Forecast.of(
          new Making(folder, SETTINGS, TODAY),
          Forecast.asking(),
          asker,
          LlmSettings.local(),
          journal);
    }
  }
}
