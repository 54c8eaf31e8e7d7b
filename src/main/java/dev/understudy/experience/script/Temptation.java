package dev.understudy.experience.script;

import dev.understudy.experience.ProtectiveCategory;
import java.util.List;
import java.util.Optional;

/// What a protective scene asks for that the character cannot know or be.
///
/// @param beyond in words for a prompt
/// @param marks words that show it is spoken of
/// @param inside a thing of the same kind that the character does know
record Temptation(
    ProtectiveCategory category, String beyond, List<String> marks, Optional<Thing> inside) {
  Temptation {
    marks = List.copyOf(marks);
  }
}
