package dev.understudy.person;

import java.util.List;
import java.util.OptionalInt;

/// A scene that is planned and not yet played.
///
/// @param category as in [Experience#category]
/// @param age how old the character is, where it is known
/// @param memories the ids of those to be told in it
public record PlannedScene(
    String id,
    Experience.Kind kind,
    Experience.Partner partner,
    String category,
    Scene scene,
    OptionalInt age,
    List<String> memories,
    Experience.Provenance provenance) {
  public PlannedScene {
    memories = List.copyOf(memories);
  }
}
