package dev.understudy.experience.filter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Counts what a filter does.
final class Counted {
  /// Notes are few by nature; this is for a filter that puts the record's own words into them.
  private static final int MOST_NOTES = 10;

  private final FilterName filter;
  private final Set<String> notes = new LinkedHashSet<>();
  private long seen;
  private long rejected;
  private long changed;
  private long unchecked;

  Counted(FilterName filter) {
    this.filter = filter;
  }

  FilterName filter() {
    return filter;
  }

  Decision count(Decision decision) {
    seen++;
    switch (decision) {
      case Decision.Keep _ -> {}
      case Decision.Change _ -> changed++;
      case Decision.Reject _ -> rejected++;
      case Decision.Unchecked no -> {
        unchecked++;
        if (notes.size() < MOST_NOTES) {
          notes.add(no.why());
        }
      }
    }
    return decision;
  }

  FilterCount told() {
    return new FilterCount(filter, seen, rejected, changed, unchecked, List.copyOf(notes));
  }
}
