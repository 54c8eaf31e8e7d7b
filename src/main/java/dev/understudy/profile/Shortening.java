package dev.understudy.profile;

import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.List;

/// Takes the first so many words of a text, and tells when that was not all.
record Shortening(int most) {
  List<Section> of(List<Section> sections, List<String> notes) {
    var kept = new ArrayList<Section>();
    long words = 0;
    for (Section section : sections) {
      var paragraphs = new ArrayList<String>();
      for (String paragraph : section.paragraphs()) {
        long left = most - words;
        words += WordCount.of(paragraph);
        if (words <= most) {
          paragraphs.add(paragraph);
        } else if (left > 0) {
          paragraphs.add(start(paragraph, left));
        }
      }
      if (!paragraphs.isEmpty()) {
        kept.add(new Section(section.title(), section.level(), paragraphs));
      }
    }
    if (words > most) {
      notes.add("the first %,d of %,d words taken".formatted(most, words));
    }
    return kept;
  }

  /// The longest beginning with no more words, found by halving.
  private static String start(String paragraph, long words) {
    int fits = 0;
    int over = paragraph.length();
    while (over - fits > 1) {
      int middle = (fits + over) >>> 1;
      if (WordCount.of(paragraph.substring(0, middle)) <= words) {
        fits = middle;
      } else {
        over = middle;
      }
    }
    return paragraph.substring(0, fits).strip();
  }
}
