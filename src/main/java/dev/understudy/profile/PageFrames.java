package dev.understudy.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes away what stands at the top and the bottom of most pages, and their numbers, and joins the
/// pages: a sentence goes on over the turn of a page.
final class PageFrames {
  private static final int FEWEST = 3;

  private PageFrames() {}

  static String without(List<String> pages) {
    Map<String, Integer> tops = new HashMap<>();
    Map<String, Integer> ends = new HashMap<>();
    List<List<String>> lines = pages.stream().map(page -> page.lines().toList()).toList();
    for (List<String> page : lines) {
      if (!page.isEmpty()) {
        tops.merge(key(page.getFirst()), 1, Integer::sum);
        ends.merge(key(page.getLast()), 1, Integer::sum);
      }
    }
    var text = new StringBuilder();
    for (List<String> page : lines) {
      var kept = new ArrayList<String>(page);
      if (!kept.isEmpty() && isFrame(kept.getFirst(), tops, pages.size())) {
        kept.removeFirst();
      }
      if (!kept.isEmpty() && isFrame(kept.getLast(), ends, pages.size())) {
        kept.removeLast();
      }
      append(text, String.join("\n", kept).strip());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String page) {
    if (!text.isEmpty() && !page.isEmpty()) {
      boolean ends = ".!?\"”’:".indexOf(text.charAt(text.length() - 1)) >= 0;
      text.append(ends ? "\n\n" : "\n");
    }
    text.append(page);
  }

  private static boolean isFrame(String line, Map<String, Integer> counts, int pages) {
    int often = counts.getOrDefault(key(line), 0);
    return key(line).isBlank() || pages >= FEWEST && often * 2 > pages;
  }

  /// Without the number of the page.
  private static String key(String line) {
    return line.replaceAll("[\\d\\s|–-]+", "");
  }
}
