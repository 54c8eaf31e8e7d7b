package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Question.Trap;
import dev.understudy.person.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// There are enough traps, and half of them name things that training never named: else they would
/// measure what was learnt by heart. Overlaps are listed.
record TrapsRule() implements Rule {
  private static final int TRAPS = 60;

  @Override
  public Stream<Finding> check(Dataset d) {
    Map<String, String> scenes =
        d.experiences().stream()
            .collect(
                Collectors.toMap(Experience::id, TrapsRule::text, (a, _) -> a, LinkedHashMap::new));
    var overlaps = new ArrayList<String>();
    var broken = new ArrayList<String>();
    int unseen = 0;
    for (Trap trap : d.traps()) {
      List<String> found = overlaps(trap, scenes);
      overlaps.addAll(found);
      broken.addAll(trap.reserved() ? found : List.of());
      unseen += found.isEmpty() ? 1 : 0;
    }
    return Stream.of(
        Finding.atLeast("traps", d.traps().size(), TRAPS),
        Finding.atLeast(
            "share of traps that name what no scene names",
            PartnersRule.share(unseen, d.traps().size()),
            0.5,
            overlaps),
        Finding.none("reserved traps named in a scene", broken));
  }

  /// `t02 "car": in e014, e020`, one for each name found.
  private static List<String> overlaps(Trap trap, Map<String, String> scenes) {
    var found = new ArrayList<String>();
    for (String name : trap.names()) {
      var pattern = Words.name(name);
      List<String> in =
          scenes.entrySet().stream()
              .filter(e -> pattern.matcher(e.getValue()).find())
              .map(Map.Entry::getKey)
              .toList();
      if (!in.isEmpty()) {
        found.add(trap.id() + " \"" + name + "\": in " + String.join(", ", in));
      }
    }
    return found;
  }

  private static String text(Experience e) {
    return Stream.concat(
            Stream.of(e.scene().background(), e.scene().place()),
            e.turns().stream().map(Turn::text))
        .collect(Collectors.joining("\n"));
  }
}
