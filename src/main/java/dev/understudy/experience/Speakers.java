package dev.understudy.experience;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.util.Optional;

/// Who may speak in a scene, and how: everybody goes by one name and is present; only the character
/// thinks.
public final class Speakers {
  private Speakers() {}

  /// What is wrong with the list of who is present, which is of others.
  public static Optional<String> wrongList(Scene scene, CharacterSheet sheet) {
    return scene.present().stream().anyMatch(sheet::isNamed)
        ? Optional.of("the list of who is present names " + sheet.name())
        : Optional.empty();
  }

  /// What is wrong with who speaks a turn.
  public static Optional<String> wrongSpeaker(Turn turn, Scene scene, CharacterSheet sheet) {
    String speaker = turn.speaker();
    if (speaker.equals(sheet.name())) {
      return Optional.empty();
    }
    if (sheet.isNamed(speaker)) {
      return Optional.of(speaker + " goes by the name " + sheet.name());
    }
    return scene.present().contains(speaker)
        ? Optional.empty()
        : Optional.of(speaker + " is not present");
  }

  /// What another than the character does that only the character can.
  public static Optional<String> wrongDeed(Turn turn, CharacterSheet sheet) {
    if (turn.speaker().equals(sheet.name())) {
      return Optional.empty();
    }
    if (turn.action() == Turn.Action.THINKING) {
      return Optional.of(turn.speaker() + " thinks");
    }
    return turn.memories().isEmpty()
        ? Optional.empty()
        : Optional.of(turn.speaker() + " tells a memory of " + sheet.name());
  }
}
