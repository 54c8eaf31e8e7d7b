package dev.understudy.experience.horizon;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.experience.filter.Tables;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Something of this world that has a date.
///
/// @param year from which it was known; before Christ negative
/// @param where the regions that soon knew of it
/// @param marks words that name it
/// @param gist what it is, in a few words
public record Thing(
    int year, String kind, Set<String> where, String name, List<String> marks, String gist) {
  private static final List<Thing> ALL =
      Tables.rows("/horizon/things.tsv").stream().skip(1).map(Thing::of).toList();

  public Thing {
    where = Set.copyOf(where);
    marks = List.copyOf(marks);
  }

  private static Thing of(List<String> row) {
    return new Thing(
        Integer.parseInt(row.get(0)),
        row.get(1),
        Set.of(row.get(2).split(",")),
        row.get(3),
        Stream.concat(
                Stream.of(row.get(4).split(";")), Stream.of(row.get(3).replaceFirst("^the ", "")))
            .distinct()
            .toList(),
        row.get(5));
  }

  static List<Thing> all() {
    return ALL;
  }

  boolean isPerson() {
    return kind.equals("person");
  }

  /// What it belongs to for those who came too early for it.
  ProtectiveCategory category() {
    return switch (kind) {
      case "invention", "institution" -> ProtectiveCategory.LATER_INVENTIONS;
      case "event" -> ProtectiveCategory.LATER_EVENTS;
      default -> ProtectiveCategory.LATER_PEOPLE_AND_WORKS;
    };
  }

  /// Name and gist, for prompts.
  public String told() {
    return name + " (" + gist + ")";
  }
}
