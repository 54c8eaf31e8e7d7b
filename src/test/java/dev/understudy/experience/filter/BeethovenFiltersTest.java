package dev.understudy.experience.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.Characters;
import dev.understudy.person.Experience;
import dev.understudy.person.Rejection;
import dev.understudy.recall.NearDuplicates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The shipped scenes were written with care: what a filter rejects of them it rejects wrongly,
/// most often.
class BeethovenFiltersTest {
  @Test
  void hardlyAnyShippedSceneIsRejected() {
    CharacterFolder beethoven = new Characters(List.of(Path.of(""))).find("beethoven");
    var life = new Life(beethoven.sheet(), beethoven.passages(), beethoven.memories());
    var kept = new ArrayList<Experience>();
    var rejected = new ArrayList<Rejection>();

    List<Experience> scenes = beethoven.experiences();
    List<FilterCount> counts =
        Filters.of(
                life,
                FilterSettings.DEFAULT,
                Optional.of(NearDuplicates.inMemory(NearDuplicates.Limits.DEFAULT)))
            .run(scenes.iterator(), kept::add, rejected::add);

    assertThat(kept.size() + rejected.size()).isEqualTo(scenes.size());
    assertThat(rejected.stream().map(r -> r.id() + " " + r.filter() + ": " + r.reason()))
        .containsExactly();
    assertThat(counts)
        .allSatisfy(c -> {
          assertThat(c.changed()).as(c.filter().word()).isZero();
          assertThat(c.unchecked()).as(c.filter().word()).isZero();
        });
  }
}
