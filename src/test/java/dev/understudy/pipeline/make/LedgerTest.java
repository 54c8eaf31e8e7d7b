package dev.understudy.pipeline.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path folder;
  private Path scenes;

  @BeforeEach
  void file() {
    scenes = folder.resolve("scenes.jsonl");
  }

  private Ledger.State state(String inputs) {
    return Ledger.open(folder).state(scenes, inputs);
  }

  private void make(String content, String inputs) {
    Ledger.open(folder).write(scenes, inputs, file -> AtomicFiles.write(file, content));
  }

  @Test
  void whatWasMadeIsCurrentUntilItsInputsChange() {
    assertThat(state("a")).isEqualTo(Ledger.State.MISSING);

    make("{}", "a");

    assertThat(state("a")).isEqualTo(Ledger.State.CURRENT);
    assertThat(state("b")).isEqualTo(Ledger.State.STALE);
  }

  @Test
  void aFileThatSomebodyChangedOrWroteIsTheirs() throws IOException {
    make("{}", "a");
    Files.writeString(scenes, "{ }");

    assertThat(state("a")).isEqualTo(Ledger.State.EDITED);
    assertThat(state("b")).isEqualTo(Ledger.State.EDITED);

    Path written = Files.writeString(folder.resolve("memories.jsonl"), "{}");
    assertThat(Ledger.open(folder).state(written, "a")).isEqualTo(Ledger.State.EDITED);
  }

  @Test
  void aStepKilledBeforeItsFileWasInPlaceIsDoneAgain() throws IOException {
    make("old", "a");
    byte[] old = Files.readAllBytes(scenes);
    make("new", "b");
    Files.write(scenes, old); // what stands there when the last rename did not happen

    assertThat(state("b")).isEqualTo(Ledger.State.STALE);
  }

  @Test
  void aStepThatFailsLeavesTheOldFileAndNothingElse() {
    make("old", "a");

    assertThatThrownBy(() ->
            Ledger.open(folder)
                .write(
                    scenes,
                    "b",
                    file -> {
                      AtomicFiles.write(file, "half");
                      throw new IllegalStateException("no disk");
                    }))
        .hasMessage("no disk");

    assertThat(scenes).hasContent("old");
    assertThat(state("a")).isEqualTo(Ledger.State.CURRENT);
    assertThat(folder).isDirectoryNotContaining("glob:**/.made");
  }

  @Test
  void aDeletedFileIsMadeAgain() throws IOException {
    make("{}", "a");
    Files.delete(scenes);

    assertThat(state("a")).isEqualTo(Ledger.State.MISSING);
  }

  @Test
  void aDamagedLedgerIsToldAndNotReplaced() throws IOException {
    make("{}", "a");
    Path file = folder.resolve("dataset.json");
    Files.writeString(file, "{\"products\": ");

    assertThatThrownBy(() -> state("a")).isInstanceOf(UserException.class);
    assertThat(file).hasContent("{\"products\": ");
  }

  @Test
  void everyPartOfTheInputsCounts() {
    String hash = new Inputs().and("ab").and(List.of("c")).hash();

    assertThat(new Inputs().and("ab").and(List.of("c")).hash()).isEqualTo(hash);
    assertThat(new Inputs().and("a").and(List.of("bc")).hash()).isNotEqualTo(hash);
    assertThat(new Inputs().and(List.of("c")).and("ab").hash()).isNotEqualTo(hash);
  }
}
