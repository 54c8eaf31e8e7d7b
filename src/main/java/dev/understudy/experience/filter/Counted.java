package dev.understudy.experience.filter;

import dev.understudy.person.Experience;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A filter that counts what it does.
final class Counted {
  /// Notes are few by nature; this is for a filter that puts the record's own words into them.
  private static final int MOST_NOTES = 10;

  private final Filter filter;
  private final Set<String> notes = new LinkedHashSet<>();
  private long seen;
  private long rejected;
  private long changed;
  private long unchecked;

  Counted(Filter filter) {
    this.filter = filter;
  }

  FilterName name() {
    return filter.name();
  }

  Decision look(Experience e) {
    Decision decision = filter.look(e);
    count(decision);
    return decision;
  }

  private void count(Decision decision) {
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
  }

  FilterCount count() {
    return new FilterCount(
        filter.name(), seen, rejected, changed, unchecked, List.copyOf(notes));
  }
}
