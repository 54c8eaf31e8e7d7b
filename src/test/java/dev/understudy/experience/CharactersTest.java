package dev.understudy.experience;

import static dev.understudy.experience.SmallCharacter.says;
import static dev.understudy.experience.SmallCharacter.scene;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.person.Memory.Weight;
import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharactersTest {
  @TempDir Path places;

  @Test
  void readsAllOfACharacter() {
    var ada = new SmallCharacter(places);
    ada.experiences.add(
        scene("e1", says("Tom Rae", "Is it late?"), says(SmallCharacter.HERO, "No.", "m001")));
    ada.write();

    CharacterFolder folder = new Characters(List.of(places)).find("ADA");

    assertThat(folder.sheet().horizon().until()).hasValue(LocalDate.of(1870, 12, 31));
    assertThat(folder.sheet().died()).isEmpty();
    assertThat(folder.passages())
        .singleElement()
        .satisfies(p -> assertThat(p.text()).isEqualTo("Ada mended clocks in Leith."))
        .satisfies(p -> assertThat(p.sources().getFirst().year()).isEqualTo(2026));
    assertThat(folder.memories().get(1).weight()).isEqualTo(Weight.UNTOLD);
    assertThat(folder.experiences()).isEqualTo(ada.experiences);
    assertThat(folder.traps().getFirst().names()).containsExactly("car");
    assertThat(folder.knownQuestions().getFirst().expect()).containsExactly(List.of("Giles"));
    assertThat(folder.demoQuestions().getFirst().trap()).isFalse();
  }

  @Test
  void anUnknownCharacterIsAnsweredWithTheNearest() {
    new SmallCharacter(places).write();
    assertThatThrownBy(() -> new Characters(List.of(places)).find("adda"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("adda: there is no character of this name")
        .hasMessageContaining("Did you mean 'ada'?")
        .hasMessageContaining(places.resolve("characters").toString());
  }

  @Test
  void theFirstPlaceWins(@TempDir Path elsewhere) {
    new SmallCharacter(places).write();
    new SmallCharacter(elsewhere).write();
    var both = new Characters(List.of(elsewhere, places));
    assertThat(both.find("ada").path()).startsWith(elsewhere);
    assertThat(both.ids()).containsExactly("ada");
  }

  @Test
  void noExperienceIsAnError() {
    CharacterFolder folder = new SmallCharacter(places).write();
    assertThatThrownBy(folder::experiences)
        .hasMessageContaining("experiences.jsonl: holds no experience");
  }

  @Test
  void everyBadLineIsToldWithItsNumber() {
    var ada = new SmallCharacter(places);
    CharacterFolder folder = ada.write();
    ada.write("memories.jsonl", "{\"id\":\"m1\"}\nnot json\n");
    assertThatThrownBy(folder::memories)
        .hasMessageContaining("memories.jsonl:1")
        .hasMessageContaining("memories.jsonl:2");
  }

  @Test
  void aPassageWithoutFrontMatterIsTold() {
    var ada = new SmallCharacter(places);
    CharacterFolder folder = ada.write();
    ada.write("profile/02-bare.md", "Just text.\n");
    assertThatThrownBy(folder::passages).hasMessageContaining("02-bare.md:1: has no front matter");
  }
}
