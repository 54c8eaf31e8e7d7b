package dev.understudy.experience;

import static dev.understudy.experience.SmallCharacter.says;
import static dev.understudy.experience.SmallCharacter.scene;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import dev.understudy.problem.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFolderTest {
  @TempDir Path places;

  @Test
  void aCollectedPassageComesBackAsItWas() {
    CharacterFolder ada = new CharacterFolder(places.resolve("ada"));
    Passage first = passage("p01", "The \"clock\": Saint-Étienne\u00a0& more", "One.\n\nTwo.");
    Passage second = passage("p02", "---", "---\nid: p09\n---\nNo front matter of mine.");

    assertThat(ada.addPassages(List.of(first, second))).containsExactly(first, second);

    assertThat(ada.passages()).containsExactly(first, second);
    assertThat(places.resolve("ada/profile/01-the-clock-saint-etienne-more.md")).exists();
    assertThat(places.resolve("ada/profile/02-passage.md")).exists();
  }

  @Test
  void addingTwiceIsAddingOnceAndACrashInBetweenIsMended() throws Exception {
    CharacterFolder ada = new CharacterFolder(places.resolve("ada"));
    List<Passage> both = List.of(passage("p01", "a", "One."), passage("p02", "b", "Two."));
    ada.addPassages(both);
    Path second = places.resolve("ada/profile/02-b.md");
    byte[] written = Files.readAllBytes(second);

    assertThat(ada.addPassages(both)).isEmpty();
    Files.delete(second);
    assertThat(ada.addPassages(both)).containsExactly(both.get(1));

    assertThat(second).hasBinaryContent(written);
  }

  @Test
  void anIdIsNeverGivenTwice() {
    CharacterFolder ada = new SmallCharacter(places).write();
    assertThatThrownBy(() -> ada.addPassages(List.of(passage("p01", "x", "Something else."))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("another passage named p01");
  }

  @Test
  void theHundredthComesLast() {
    CharacterFolder ada = new CharacterFolder(places.resolve("ada"));
    List<Passage> many =
        List.of(
            passage("p09", "a", "9."), passage("p99", "b", "99."), passage("p100", "c", "100."));
    ada.addPassages(many);
    assertThat(ada.passages()).isEqualTo(many);
  }

  @Test
  void verbatimTalksAreAddedOnce() {
    CharacterFolder ada = new CharacterFolder(places.resolve("ada"));
    Experience said = scene("v1", says(SmallCharacter.HERO, "Bring oil."));
    Experience later = scene("v2", says(SmallCharacter.HERO, "Thanks."));

    assertThat(ada.verbatim()).isEmpty();
    assertThat(ada.addVerbatim(List.of(said))).containsExactly(said);
    assertThat(ada.addVerbatim(List.of(said, later))).containsExactly(later);

    assertThat(ada.verbatim()).containsExactly(said, later);
  }

  private static Passage passage(String id, String title, String text) {
    return new Passage(
        id,
        title,
        text,
        List.of(new Passage.Source("Notes", "A friend", 2026, "")),
        "own notes: all rights mine",
        "2026-11-25",
        Optional.of(new Passage.Origin("notes.md", Optional.empty(), "ab", true)));
  }
}
