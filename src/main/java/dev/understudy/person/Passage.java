package dev.understudy.person;

import java.util.List;
import java.util.Optional;

/// One stretch of text about the character, with where it comes from.
///
/// @param retrieved when, as `2026-11-25` or `2026-11`
/// @param origin where a collected passage was got; none for one written by hand
public record Passage(
    String id,
    String title,
    String text,
    List<Source> sources,
    String licence,
    String retrieved,
    Optional<Origin> origin) {
  /// Where facts of a passage can be checked.
  public record Source(String title, String author, int year, String note) {}

  /// Where a passage was got by a program.
  ///
  /// @param where a path or an address
  /// @param revision the version read, where the place has one
  /// @param hash SHA-256 of the source's bytes
  /// @param personal true for letters, chats and the like, which speak of people who did not
  ///   publish it
  public record Origin(String where, Optional<String> revision, String hash, boolean personal) {}

  public Passage {
    sources = List.copyOf(sources);
  }

  public Passage(
      String id,
      String title,
      String text,
      List<Source> sources,
      String licence,
      String retrieved) {
    this(id, title, text, sources, licence, retrieved, Optional.empty());
  }
}
