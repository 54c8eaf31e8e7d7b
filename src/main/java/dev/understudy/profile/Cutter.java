package dev.understudy.profile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts a section into pieces of `fewest` to `most` words at the ends of sentences, as even as can
/// be, and rather where a paragraph ends. The cheapest of all ways to cut is found by dynamic
/// programming over the sentences.
record Cutter(int fewest, int most) {
  private static final double IN_PARAGRAPH = 20;
  private static final double TOO_SHORT = 1_000;

  private record Sentence(String text, int words, boolean endsParagraph) {}

  /// @param between what parts two paragraphs
  List<String> cut(List<String> paragraphs, String between) {
    List<Sentence> sentences = sentences(paragraphs);
    var pieces = new ArrayDeque<String>();
    int[] begins = begins(sentences);
    for (int end = sentences.size(); end > 0; end = begins[end]) {
      pieces.addFirst(joined(sentences.subList(begins[end], end), between));
    }
    return List.copyOf(pieces);
  }

  private List<Sentence> sentences(List<String> paragraphs) {
    var all = new ArrayList<Sentence>();
    for (String paragraph : paragraphs) {
      List<String> pieces =
          Sentences.of(paragraph).stream()
              .flatMap(sentence -> Sentences.shortened(sentence, most).stream())
              .toList();
      for (int i = 0; i < pieces.size(); i++) {
        String piece = pieces.get(i);
        all.add(new Sentence(piece, WordCount.of(piece), i == pieces.size() - 1));
      }
    }
    return all;
  }

  /// For every end the beginning of its piece in the cheapest cut up to there.
  private int[] begins(List<Sentence> sentences) {
    int[] begins = new int[sentences.size() + 1];
    double[] costs = new double[sentences.size() + 1];
    Arrays.fill(costs, 1, costs.length, Double.POSITIVE_INFINITY);
    for (int end = 1; end <= sentences.size(); end++) {
      int words = 0;
      for (int begin = end - 1; begin >= 0; begin--) {
        words += sentences.get(begin).words();
        if (words > most && begin < end - 1) {
          break;
        }
        double cost = costs[begin] + cost(words, sentences.get(end - 1).endsParagraph());
        if (cost < costs[end]) {
          costs[end] = cost;
          begins[end] = begin;
        }
      }
    }
    return begins;
  }

  private double cost(int words, boolean endsParagraph) {
    double off = (words - (fewest + most) / 2.0) / 10;
    return off * off
        + (words < fewest ? TOO_SHORT + (fewest - words) : 0)
        + (endsParagraph ? 0 : IN_PARAGRAPH);
  }

  private static String joined(List<Sentence> sentences, String between) {
    var text = new StringBuilder();
    for (Sentence sentence : sentences) {
      text.append(sentence.text()).append(sentence.endsParagraph() ? between : " ");
    }
    return text.toString().strip();
  }
}
