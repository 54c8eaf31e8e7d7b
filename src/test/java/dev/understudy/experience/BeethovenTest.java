package dev.understudy.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.understudy.pipeline.Runs;
import dev.understudy.store.Hashes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The character that is shipped keeps every demand.
class BeethovenTest {
  @Test
  void theShippedCharacterPassesEveryCheck() {
    CharacterFolder beethoven = new Characters(List.of(Path.of(""))).find("beethoven");
    assumeThat(beethoven.experiencesFile()).as("scenes are not here yet").exists();
    Report report = DatasetCheck.run(beethoven);
    assertThat(report.findings()).hasSizeGreaterThan(35);
    assertThat(report.findings().stream().filter(f -> !f.passed()))
        .as(String.join("\n", report.lines(5).toList()))
        .isEmpty();
  }

  @Test
  void theShippedAdapterWasTrainedOnTheScenesThatAreShipped() {
    CharacterFolder beethoven = new Characters(List.of(Path.of(""))).find("beethoven");
    assertThat(new Runs(beethoven.runs()).finished("shipped").manifest().dataHash())
        .as("make shipped trains it again")
        .isEqualTo(Hashes.sha256(beethoven.experiencesFile()));
  }
}
