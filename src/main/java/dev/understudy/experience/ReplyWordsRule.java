package dev.understudy.experience;

import java.util.List;
import java.util.stream.Stream;

/// Replies have `least` to `most` words.
record ReplyWordsRule(int least, int most) implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    int[] lengths = d.replies().mapToInt(t -> Words.count(t.turn().text())).sorted().toArray();
    List<String> reasons =
        d.replies()
            .filter(t -> !fits(Words.count(t.turn().text())))
            .map(t -> t.place() + ": " + Words.count(t.turn().text()) + " words")
            .toList();
    double median = lengths.length == 0 ? 0 : lengths[lengths.length / 2];
    return Stream.of(
        Finding.told("replies", lengths.length, List.of()),
        Finding.told("median words of a reply", median, List.of()),
        Finding.none("replies outside %d to %d words".formatted(least, most), reasons));
  }

  private boolean fits(int words) {
    return least <= words && words <= most;
  }
}
