package dev.understudy.scene;

import dev.understudy.llm.Fence;
import dev.understudy.person.Passage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// As much of a profile as one prompt has room for: its beginning, which tells who somebody is, and
/// its end, which tells how a life ended. Without titles, which small models take into their
/// quotes.
final class Excerpt {
  private static final int BEGINNING = 600;
  private static final int END = 300;

  private Excerpt() {}

  static String of(List<Passage> passages) {
    List<Passage> first = upTo(BEGINNING, passages);
    List<Passage> last = upTo(END, passages.subList(first.size(), passages.size()).reversed());
    var chosen = new ArrayList<>(first);
    Collections.reverse(last);
    chosen.addAll(last);
    return Fence.around(chosen.stream().map(Passage::text).collect(Collectors.joining("\n\n")));
  }

  /// At least one, if there is one.
  private static List<Passage> upTo(int words, List<Passage> passages) {
    var chosen = new ArrayList<Passage>();
    int used = 0;
    for (Passage passage : passages) {
      used += Words.count(passage.text());
      if (used > words && !chosen.isEmpty()) {
        break;
      }
      chosen.add(passage);
    }
    return chosen;
  }
}
