package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Turn;
import dev.understudy.store.JsonLines;
import dev.understudy.store.Yaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TellingTest {
  private static final Path BEETHOVEN = Path.of("characters/beethoven");

  private static Memory memory(String id, String text) {
    return new Memory(id, text, "p01", "1748", Memory.Weight.CORE);
  }

  private static final Telling TELLING =
      new Telling(
          List.of(
              memory("m1", "The great bell for Vellin cracked at the first stroke."),
              memory("m2", "My wife Grete kept the books of the foundry.")));

  @Test
  void aTextTellsTheMemoriesWhoseWordsItHas() {
    assertThat(TELLING.told("At its first stroke it cracked, that bell!", List.of("m1", "m2")))
        .containsExactly("m1");
    assertThat(
            TELLING.told("Grete has the foundry's books; the bell cracked.", List.of("m2", "m1")))
        .containsExactly("m2", "m1");
  }

  @Test
  void othersAreToldByNothing() {
    assertThat(TELLING.told("Rain, and no end of it.", List.of("m1", "m2"))).isEmpty();
    assertThat(TELLING.told("The great bell cracked.", List.of("m9"))).isEmpty();
    assertThat(TELLING.told("", List.of("m1"))).isEmpty();
  }

  /// Against the marks on the shipped scenes: each reply of a scene that tells memories, and each
  /// memory told somewhere in it.
  @Test
  void agreesWithTheMarksOfTheShippedScenes() {
    List<Memory> memories = JsonLines.read(BEETHOVEN.resolve("memories.jsonl"), Memory.class);
    var telling = new Telling(memories);
    String hero = Yaml.read(BEETHOVEN.resolve("character.yaml"), CharacterSheet.class).name();
    int both = 0;
    int found = 0;
    int marked = 0;
    for (Experience e : JsonLines.read(BEETHOVEN.resolve("experiences.jsonl"), Experience.class)) {
      Set<String> planned =
          e.turns().stream().flatMap(t -> t.memories().stream()).collect(Collectors.toSet());
      for (Turn turn : e.turns()) {
        if (turn.speaker().equals(hero) && turn.action() == Turn.Action.SPEAKING) {
          List<String> told = telling.told(turn.text(), planned);
          found += told.size();
          marked += turn.memories().size();
          both += (int) told.stream().filter(turn.memories()::contains).count();
        }
      }
    }

    assertThat(marked).isGreaterThan(500);
    assertThat((double) both / found).isGreaterThan(0.98);
    assertThat((double) both / marked).isGreaterThan(0.98);
  }
}
