package dev.understudy.recall;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a character has to remember with: his memories, and the sense of where his knowledge ends.
public record Mind(Retriever memories, Sense horizon) implements AutoCloseable {
  /// Nothing ever comes to this one.
  public static final Mind NONE = new Mind(Retriever.NONE, Sense.NONE);

  /// The mind a recipe asks for, with the embedding model of this project. `cache` is a folder that
  /// may be deleted at any time. The sense is learnt from `experiences`; without enough of them
  /// there is none.
  public static Mind open(
      CharacterSheet sheet,
      List<Memory> memories,
      List<Experience> experiences,
      Recipe.Recall recall,
      Optional<Path> cache) {
    if (recall.place() == Place.NONE || memories.isEmpty()) {
      return NONE;
    }
    // In the system text it would stand over all replies of a scene, also over those he knows.
    if (!recall.horizon() || recall.place() != Place.BEFORE_REPLY) {
      var index = MemoryIndex.of(memories, new MiniLm(), recall.threshold(), cache);
      return new Mind(index, Sense.NONE);
    }
    List<String> texts = Lesson.texts(experiences, sheet);
    Embedder embedder = KnownVectors.of(texts, new MiniLm(), cache);
    var index = MemoryIndex.of(memories, embedder, recall.threshold(), cache);
    return new Mind(
        index, HorizonSense.of(sheet, experiences, memories, index, recall.horizonThreshold()));
  }

  /// What comes to mind at the last line of `said`: at most `most` memories, and none when the line
  /// is beyond the horizon.
  public Recollection recall(List<String> said, int most) {
    return horizon.beyond(said)
        ? Recollection.BEYOND
        : new Recollection(memories.recall(said, most), false);
  }

  @Override
  public void close() {
    memories.close();
  }
}
