package dev.understudy.experience;

import dev.understudy.person.Scene;
import java.util.stream.Stream;

/// Years that a text names and that come too late.
public final class LateYears {
  private LateYears() {}

  /// `names 1875, after 1870` for each year after `last`.
  public static Stream<String> in(String text, int last) {
    return Scene.years(text)
        .filter(year -> year > last)
        .mapToObj(year -> "names " + year + ", after " + last);
  }
}
