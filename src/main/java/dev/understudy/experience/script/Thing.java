package dev.understudy.experience.script;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A thing of this world that has a date.
///
/// @param year when it became known; before Christ negative
/// @param kind `invention`, `event`, `person`, `work` or `institution`
/// @param where the regions in which people soon knew of it
/// @param marks words that name it
record Thing(
    int year, String kind, List<String> where, String name, List<String> marks, String gist) {
  private static final Set<String> EVERYWHERE = Set.of("world", "everywhere");

  static List<Thing> all() {
    return Rows.of("things").stream().map(Thing::of).toList();
  }

  private static Thing of(List<String> row) {
    return new Thing(
        Integer.parseInt(row.get(0)),
        row.get(1),
        Rows.several(row.get(2), ","),
        row.get(3),
        Rows.several(row.get(4), ";"),
        row.get(5));
  }

  /// The category of a protective scene about it.
  String category() {
    return switch (kind) {
      case "invention" -> "later-inventions";
      case "event", "institution" -> "later-events";
      case "person", "work" -> "later-people-and-works";
      default -> throw new IllegalArgumentException(name + " is of no known kind: " + kind);
    };
  }

  /// True when people of one of these regions soon knew of it.
  boolean isKnownIn(Set<String> regions) {
    return where.stream()
        .map(w -> w.strip().toLowerCase(Locale.ROOT))
        .anyMatch(w -> EVERYWHERE.contains(w) || regions.contains(w));
  }

  /// `the sewing machine: a machine that …`.
  String told() {
    return name + " (" + gist + ")";
  }
}
