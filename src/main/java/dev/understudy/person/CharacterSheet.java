package dev.understudy.person;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Who is to be acted. `identity` opens every system text; `scene` is where a chat takes place when
/// none is named.
public record CharacterSheet(
    String id,
    String name,
    List<String> aliases,
    Kind kind,
    Optional<LocalDate> born,
    Optional<LocalDate> died,
    Horizon horizon,
    String language,
    String identity,
    String scene,
    Optional<String> consent) {

  /// `departed` is a private person who died.
  public enum Kind {
    HISTORICAL,
    FICTIONAL,
    LIVING,
    DEPARTED
  }

  public CharacterSheet {
    aliases = List.copyOf(aliases);
  }

  /// True for the full name and every alias.
  public boolean isNamed(String speaker) {
    return name.equals(speaker) || aliases.contains(speaker);
  }
}
