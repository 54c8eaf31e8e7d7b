package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Scene;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.LossOn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
  static Experience scene(String id, Kind kind) {
    return new Experience(
        id,
        kind,
        Experience.Partner.PERIOD,
        "work",
        new Scene(Scene.Form.ONE_TO_ONE, "1861", "Leith", List.of("Tom"), "Rain.", List.of()),
        List.of(),
        new Experience.Provenance("us", "by hand", "2026"));
  }

  private static List<Experience> scenes(int experiences, int protective) {
    var all = new ArrayList<Experience>();
    for (int i = 0; i < experiences; i++) {
      all.add(scene("e" + i, Kind.EXPERIENCE));
    }
    for (int i = 0; i < protective; i++) {
      all.add(scene("t" + i, Kind.PROTECTIVE));
    }
    return all;
  }

  private static Recipe.Data data(List<Kind> kinds, List<String> ids, long splitSeed) {
    return new Recipe.Data(
        kinds,
        ids,
        0.1,
        splitSeed,
        512,
        1,
        LossOn.OWN,
        0,
        Recipe.Order.SHUFFLED,
        null,
        0,
        Recipe.Format.CHAT);
  }

  private static final List<Kind> ALL = List.of(Kind.values());

  @Test
  void ofEveryKindTheSameShareIsHeldOut() {
    Split split = Split.of(scenes(100, 20), data(ALL, List.of(), 1));
    assertThat(split.heldOut()).filteredOn(e -> e.kind() == Kind.EXPERIENCE).hasSize(10);
    assertThat(split.heldOut()).filteredOn(e -> e.kind() == Kind.PROTECTIVE).hasSize(2);
    assertThat(split.learnt()).hasSize(108).doesNotContainAnyElementsOf(split.heldOut());
  }

  @Test
  void whatIsHeldOutDependsOnTheSplitSeedAlone() {
    List<Experience> all = scenes(100, 20);
    Split some = Split.of(all, data(List.of(Kind.PROTECTIVE), List.of("t1", "t2", "e1"), 1));
    assertThat(some.heldOut()).isEqualTo(Split.of(all, data(ALL, List.of(), 1)).heldOut());
    assertThat(some.learnt()).extracting(Experience::id).isSubsetOf("t1", "t2");
    assertThat(Split.of(all, data(ALL, List.of(), 2)).heldOut()).isNotEqualTo(some.heldOut());
  }

  @Test
  void newScenesMoveFewOthers() {
    List<Experience> before = Split.of(scenes(100, 0), data(ALL, List.of(), 1)).heldOut();
    List<Experience> after = Split.of(scenes(110, 0), data(ALL, List.of(), 1)).heldOut();
    assertThat(after).filteredOn(before::contains).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void scenesThatAreNotThereAreNamed() {
    assertThatThrownBy(() -> Split.of(scenes(3, 0), data(ALL, List.of("e1", "e7", "x"), 1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("names scenes that are not there: e7, x");
  }
}
