package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Ada;
import dev.understudy.person.Scene;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe.Format;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptingTest {
  private static Scene scene(String time, String place, String background, String... present) {
    return new Scene(Scene.Form.COMPANY, time, place, List.of(present), background, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "'1861, May', 'Leith, her shop', It rains., 'It is 1861, May; you are 30. Leith, your shop. Present: Tom, Jean. It rains.'",
    "'', Leith, It rains., 'Leith. Present: Tom, Jean. It rains.'",
    "1861, '', It rains., 'It is 1861; you are 30. Present: Tom, Jean. It rains.'",
    "'', '', Talk shop., Talk shop.",
    "'', '', '', ''"
  })
  void whatIsNotKnownIsLeftOut(String time, String place, String background, String line) {
    var prompting = new Prompting(Ada.SHEET, Place.BEFORE_REPLY);
    assertThat(prompting.scene(scene(time, place, background, "Tom", "Jean"))).isEqualTo(line);
  }

  @Test
  void aScriptWithoutPlaceHasItsStatusAlone() {
    var prompting = new Prompting(Ada.SHEET, Place.NONE, Format.SCRIPT);
    assertThat(prompting.system(prompting.scene(scene("", "", "It rains.")), List.of()))
        .contains("\n\nStatus: It rains.\n\n")
        .doesNotContain("Location");
    assertThat(prompting.system(prompting.scene(scene("", "Leith", "It rains.")), List.of()))
        .contains("\n\nLocation: Leith\nStatus: It rains.\n\n");
  }

  @Test
  void aReplyLosesOnlyTheLineOfWhatWasRemembered() {
    var prompting = new Prompting(Ada.SHEET, Place.BEFORE_REPLY);
    String before = prompting.remembering(List.of("I read.", "I mend."));
    assertThat(Prompting.withoutRemembered(before + "Yes.\nNo.")).isEqualTo("Yes.\nNo.");
    assertThat(Prompting.withoutRemembered("Yes.\nNo.")).isEqualTo("Yes.\nNo.");
  }
}
