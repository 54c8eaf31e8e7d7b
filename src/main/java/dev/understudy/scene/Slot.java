package dev.understudy.scene;

import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene.Form;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A scene as the program wants it; a model fills in the rest.
///
/// @param number which of all scenes it is, from 0
/// @param ofPartner which of those with this kind of partner it is, from 0
/// @param born the year of the character's birth
/// @param years in which it can take place, where years are known
record Slot(
    String id,
    int number,
    Passage passage,
    Form form,
    Partner partner,
    int ofPartner,
    OptionalInt born,
    Optional<Years> years,
    List<Memory> memories) {
  Slot {
    memories = List.copyOf(memories);
  }

  /// Whether the form has two people in it, the character and one other.
  boolean isOfTwo() {
    return switch (form) {
      case ONE_TO_ONE, INTERVIEW, LETTER, MESSAGES -> true;
      case COMPANY, LETTER_ALOUD, SPEECH, DEBATE, LESSON, REHEARSAL -> false;
    };
  }
}
