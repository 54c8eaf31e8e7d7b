package dev.understudy.experience.filter;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import java.util.List;

/// What is known of the character, against which experiences are held.
public record Life(CharacterSheet sheet, List<Passage> passages, List<Memory> memories) {
  public Life {
    passages = List.copyOf(passages);
    memories = List.copyOf(memories);
  }
}
