package dev.understudy.recall;

import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Turn;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The words that belong to the character's world: those of his memories and of all scenes that are
/// not protective.
final class Vocabulary {
  private final Map<String, Set<String>> scenes;
  private final Map<String, Integer> holders = new HashMap<>();

  private Vocabulary(Collection<Set<String>> memories, Map<String, Set<String>> scenes) {
    this.scenes = scenes;
    memories.forEach(this::count);
    scenes.values().forEach(this::count);
  }

  static Vocabulary of(List<Memory> memories, Map<String, Set<String>> scenes) {
    return new Vocabulary(
        memories.stream().<Set<String>>map(m -> new HashSet<>(ContentWords.of(m.text()))).toList(),
        scenes);
  }

  /// The content words of each scene within the horizon, by id.
  static Map<String, Set<String>> scenes(List<Experience> experiences) {
    return experiences.stream()
        .filter(e -> !Lesson.isBeyond(e))
        .collect(Collectors.toMap(Experience::id, Vocabulary::words, (one, other) -> one));
  }

  /// Whether a word occurs anywhere but in the scene `besides`. A line of a scene that taught the
  /// vocabulary would otherwise have no unknown word.
  boolean knows(String word, String besides) {
    int own = scenes.getOrDefault(besides, Set.of()).contains(word) ? 1 : 0;
    return holders.getOrDefault(word, 0) > own;
  }

  private void count(Set<String> words) {
    words.forEach(word -> holders.merge(word, 1, Integer::sum));
  }

  private static Set<String> words(Experience e) {
    var words = new HashSet<>(ContentWords.of(e.scene().background()));
    for (Turn turn : e.turns()) {
      words.addAll(ContentWords.of(turn.text()));
    }
    return words;
  }
}
