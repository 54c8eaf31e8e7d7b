package dev.understudy.person;

import java.util.List;

/// One stretch of text about the character, with where it comes from.
public record Passage(
    String id, String title, String text, List<Source> sources, String licence, String retrieved) {
  /// Where facts of a passage can be checked.
  public record Source(String title, String author, int year, String note) {}

  public Passage {
    sources = List.copyOf(sources);
  }
}
