package dev.understudy.train;

import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import java.util.List;

/// Counts for a [RenderReport].
final class Tally {
  private int scenes;
  private int tokens;
  private int targets;
  private int replies;
  private int telling;
  private int foundFirst;
  private int found;
  private int foundOther;
  private int shown;
  private int withMemory;
  private int protective;
  private int beyond;
  private int beyondElsewhere;
  private int shortened;
  private int dropped;
  private int left;
  private int replayed;

  void choices(Experience.Kind kind, List<Remembering.Choice> choices) {
    choices.forEach(this::choice);
    int felt = (int) choices.stream().filter(Remembering.Choice::beyond).count();
    if (kind == Experience.Kind.PROTECTIVE) {
      protective += choices.size();
      beyond += felt;
    } else {
      beyondElsewhere += felt;
    }
  }

  private void choice(Remembering.Choice c) {
    replies++;
    shown += c.shown().size();
    withMemory += c.shown().isEmpty() ? 0 : 1;
    List<Memory> hits = c.found().stream().filter(c.told()::contains).toList();
    if (c.told().isEmpty()) {
      return;
    }
    telling++;
    found += hits.isEmpty() ? 0 : 1;
    foundFirst += !hits.isEmpty() && hits.getFirst().equals(c.found().getFirst()) ? 1 : 0;
    foundOther += hits.isEmpty() && !c.found().isEmpty() ? 1 : 0;
  }

  void rendered(Rendered r) {
    scenes++;
    tokens += r.example().tokens().length;
    targets += r.example().targets();
    shortened += r.dropped() > 0 ? 1 : 0;
    dropped += r.dropped();
  }

  void replayed(Rendered r) {
    replayed++;
    tokens += r.example().tokens().length;
    targets += r.example().targets();
  }

  void left() {
    left++;
  }

  RenderReport report() {
    return new RenderReport(
        scenes,
        tokens,
        targets,
        replies,
        telling,
        foundFirst,
        found,
        foundOther,
        shown,
        withMemory,
        protective,
        beyond,
        beyondElsewhere,
        shortened,
        dropped,
        left,
        replayed);
  }
}
