package dev.understudy.profile;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is known already and what is new. A text is known by its words: how its lines are broken
/// counts for nothing.
final class Shelf {
  private static final Pattern ID = Pattern.compile("p(\\d{1,9})");

  private final Map<String, String> idByText = new HashMap<>();
  private final Set<String> sources = new HashSet<>();
  private final Set<String> saidIds = new HashSet<>();
  private final List<Passage> passages = new ArrayList<>();
  private final List<Experience> said = new ArrayList<>();
  private int last;

  Shelf(List<Passage> known, List<Experience> saidKnown) {
    for (Passage passage : known) {
      idByText.putIfAbsent(key(passage.text()), passage.id());
      passage.origin().ifPresent(origin -> sources.add(origin.hash()));
      Matcher numbered = ID.matcher(passage.id());
      last = numbered.matches() ? Math.max(last, Integer.parseInt(numbered.group(1))) : last;
    }
    saidKnown.forEach(experience -> saidIds.add(experience.id()));
  }

  /// Whether a source of these very bytes was read in an earlier collection.
  boolean has(String sourceHash) {
    return sources.contains(sourceHash);
  }

  /// The id under which this text stands now.
  String put(Drafts.Draft draft) {
    String text = key(draft.text());
    String known = idByText.get(text);
    if (known != null) {
      return known;
    }
    String id = "p%02d".formatted(++last);
    idByText.put(text, id);
    passages.add(draft.passage(id));
    return id;
  }

  void say(Experience experience) {
    if (saidIds.add(experience.id())) {
      said.add(experience);
    }
  }

  List<Passage> passages() {
    return passages;
  }

  List<Experience> said() {
    return said;
  }

  private static String key(String text) {
    return Hashes.sha256(CleanText.line(text).getBytes(StandardCharsets.UTF_8));
  }
}
