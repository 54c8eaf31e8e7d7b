package dev.understudy.profile;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import java.util.List;

/// What sources gave that was not there yet.
///
/// @param verbatim talks and letters in the character's own words, never rewritten
/// @param reports one for each source, in the order given; a folder has one for each file
public record Collected(
    List<Passage> passages, List<Experience> verbatim, List<SourceReport> reports) {
  public Collected {
    passages = List.copyOf(passages);
    verbatim = List.copyOf(verbatim);
    reports = List.copyOf(reports);
  }
}
