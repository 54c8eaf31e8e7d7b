package dev.understudy.experience.horizon;

import dev.understudy.experience.ProtectiveCategory;
import java.util.List;
import java.util.Optional;

/// What a visitor presses for that the character cannot know, do or be.
///
/// @param what as it stands in a prompt
/// @param marks words that show it is being spoken of
/// @param gist what it is, in a few words; empty where that says nothing
/// @param near the like of it that the character does know
public record Subject(
    ProtectiveCategory category,
    String what,
    List<String> marks,
    String gist,
    Optional<Thing> near) {
  public Subject {
    marks = List.copyOf(marks);
  }
}
