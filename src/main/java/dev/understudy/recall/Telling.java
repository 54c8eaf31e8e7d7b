package dev.understudy.recall;

import dev.understudy.person.Memory;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells which memories a text tells, by the words they share.
public final class Telling {
  /// The share of a memory, by the rarity of its words, that tells it. On the 1,692 pairs of a
  /// reply of the shipped Beethoven and a memory told somewhere in its scene, 0.25 has precision
  /// 0.99 and recall 0.99 against the marks set by hand; 0.2 has 0.97 and 1.00, 0.35 has 1.00 and
  /// 0.95.
  static final double LEAST = 0.25;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final WordScore words;

  /// `memories`: all of the character's, since they tell how rare a word is.
  public Telling(List<Memory> memories) {
    this.words = new WordScore(memories.stream().map(Memory::text).toList());
    for (int i = 0; i < memories.size(); i++) {
      numbers.putIfAbsent(memories.get(i).id(), i);
    }
  }

  /// Of the memories with the ids `among`, those that `text` tells, in that order. Ids that are not
  /// known are told by nothing.
  public List<String> told(String text, Collection<String> among) {
    Set<String> said = new HashSet<>(ContentWords.of(text));
    return among.stream()
        .filter(numbers::containsKey)
        .filter(id -> words.heard(numbers.getOrDefault(id, 0), said) >= LEAST)
        .toList();
  }
}
