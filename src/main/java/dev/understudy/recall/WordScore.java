package dev.understudy.recall;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How much of what a question is about stands in a text, word by word. Rare words count more, and
/// a word that no text has counts most: a question about unheard-of things is covered by nothing.
final class WordScore {
  private final List<Set<String>> texts;
  private final Map<String, Integer> holders = new HashMap<>();

  WordScore(List<String> texts) {
    this.texts =
        texts.stream().map(text -> Set.copyOf(new HashSet<>(ContentWords.of(text)))).toList();
    this.texts.forEach(words -> words.forEach(word -> holders.merge(word, 1, Integer::sum)));
  }

  /// From 0 to 1: the rarity of the words of `question` found in text `index`, over the rarity of
  /// all of them. Rarity is the inverse document frequency ln((n + 1) / (holders + 1/2)).
  double covered(Set<String> question, int index) {
    double all = 0;
    double found = 0;
    for (String word : question) {
      all += rarity(word);
      found += texts.get(index).contains(word) ? rarity(word) : 0;
    }
    return all == 0 ? 0 : found / all;
  }

  /// From 0 to 1: how much of text `index` is among the words `said`, the other way round. Summed
  /// in one order always, since the last bit may decide.
  double heard(int index, Set<String> said) {
    double all = 0;
    double found = 0;
    for (String word : new TreeSet<>(texts.get(index))) {
      all += rarity(word);
      found += said.contains(word) ? rarity(word) : 0;
    }
    return all == 0 ? 0 : found / all;
  }

  private double rarity(String word) {
    return Math.log((texts.size() + 1) / (holders.getOrDefault(word, 0) + 0.5));
  }
}
