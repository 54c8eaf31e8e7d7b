package dev.understudy.profile;

import dev.understudy.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of one source: how much it gave, or why it gave nothing.
///
/// @param source as the user named it, or the file in the folder they named
/// @param format what it was read as; empty when that is not known
/// @param passages how many new ones
/// @param verbatim how many new talks in the character's own words
/// @param notes what the user should know of: what was left out, how it was read
/// @param problem why nothing could be taken
public record SourceReport(
    String source,
    String format,
    int passages,
    int verbatim,
    List<String> notes,
    Optional<Problem> problem) {
  public SourceReport {
    notes = List.copyOf(notes);
  }

  static SourceReport failed(String source, SourceException e) {
    return new SourceReport(
        source, "", 0, 0, List.of(), Optional.of(new Problem(source, e.what(), e.fix())));
  }

  public boolean failed() {
    return problem.isPresent();
  }

  /// For a screen: `notes.md (Markdown): 3 passages; …`.
  @Override
  public String toString() {
    String talks = verbatim == 0 ? "" : ", %d talks word for word".formatted(verbatim);
    String given = passages == 0 && verbatim == 0 ? "nothing new" : passages + " passages" + talks;
    return problem
        .map(Problem::toString)
        .orElseGet(() ->
            source
                + (format.isEmpty() ? "" : " (" + format + ")")
                + ": "
                + Stream.concat(Stream.of(given), notes.stream())
                    .collect(Collectors.joining("; ")));
  }
}
