package dev.understudy.recall;

import dev.understudy.person.Memory;
import java.util.List;

/// What comes to a character's mind at a line: memories, best first, or that it lies beyond his
/// horizon, or nothing.
public record Recollection(List<Recalled> memories, boolean beyond) {
  public static final Recollection NOTHING = new Recollection(List.of(), false);
  static final Recollection BEYOND = new Recollection(List.of(), true);

  public Recollection {
    memories = List.copyOf(memories);
  }

  /// As it is put before a reply.
  public List<String> texts() {
    return texts(memories.stream().map(Recalled::memory).toList(), beyond);
  }

  /// What lies beyond his horizon is said so, and memories with it would only mislead: those found
  /// for such a line fit a word of it by chance.
  public static List<String> texts(List<Memory> memories, boolean beyond) {
    return beyond ? List.of(Prompting.UNKNOWN) : memories.stream().map(Memory::text).toList();
  }
}
