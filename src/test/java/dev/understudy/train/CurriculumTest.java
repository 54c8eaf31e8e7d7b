package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.recipe.Recipe.Order;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CurriculumTest {
  private static Experience scene(String time, String... texts) {
    return new Experience(
        time,
        Experience.Kind.EXPERIENCE,
        Experience.Partner.PERIOD,
        "work",
        new Scene(Scene.Form.ONE_TO_ONE, time, "Leith", List.of("Tom"), "Rain.", List.of()),
        Stream.of(texts).map(t -> AdaScenes.says("Tom", t)).toList(),
        new Experience.Provenance("us", "by hand", "2026"));
  }

  @Test
  void aLifeBeginsWithWhatHasNoYear() {
    List<Experience> scenes =
        Stream.of("1861", "as a girl", "from 1840 to 1842", "May 1861", "1841", "one evening")
            .map(CurriculumTest::scene)
            .toList();
    assertThat(Curriculum.of(scenes, Order.LIFE))
        .extracting(Experience::id)
        .containsExactly(
            "as a girl", "one evening", "1841", "from 1840 to 1842", "1861", "May 1861");
  }

  @Test
  void shortIsWhatHasFewLettersInAllItsTurns() {
    List<Experience> scenes =
        List.of(
            scene("1840", "sixsix"),
            scene("1850", "tw", "thr"),
            scene("1830", "fives"),
            scene("1860", "o", "n", "e", "s"));
    assertThat(Curriculum.of(scenes, Order.SHORT_FIRST))
        .extracting(Experience::id)
        .containsExactly("1860", "1850", "1830", "1840");
  }

  @Test
  void whatIsToBeShuffledStaysAsItIs() {
    List<Experience> scenes = List.of(scene("1861", "long"), scene("1840", "s"), scene("1850"));
    assertThat(Curriculum.of(scenes, Order.SHUFFLED)).isEqualTo(scenes);
  }
}
