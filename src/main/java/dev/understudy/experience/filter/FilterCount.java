package dev.understudy.experience.filter;

import java.util.List;

/// What one filter did.
///
/// @param seen experiences that came to it
/// @param changed kept in another form
/// @param unchecked kept although it could not look at them
/// @param notes why it could not, each said once
public record FilterCount(
    FilterName filter, long seen, long rejected, long changed, long unchecked, List<String> notes) {
  public FilterCount {
    notes = List.copyOf(notes);
  }
}
