package dev.understudy.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What rendering did to a set of scenes, as counts.
///
/// @param replies messages of the character
/// @param telling replies that tell a memory
/// @param foundFirst of these, the retriever's first find is told
/// @param found of these, one of its finds is told
/// @param foundOther of these, it finds only others
/// @param shown memories put before replies
/// @param withMemory replies with at least one memory before them
/// @param protective replies in protective scenes
/// @param beyond of these, the line before is felt to be beyond his horizon
/// @param beyondElsewhere other replies of which the same is felt, wrongly
/// @param shortened examples that lost exchanges
/// @param dropped exchanges lost
/// @param left scenes of which not even the last exchange fits the window
/// @param replayed general pieces among the scenes, counted in tokens and targets
public record RenderReport(
    int scenes,
    int tokens,
    int targets,
    int replies,
    int telling,
    int foundFirst,
    int found,
    int foundOther,
    int shown,
    int withMemory,
    int protective,
    int beyond,
    int beyondElsewhere,
    int shortened,
    int dropped,
    int left,
    int replayed) {

  /// What a run keeps of it, by name.
  public Map<String, Integer> counts() {
    var counts = new LinkedHashMap<String, Integer>();
    counts.put("scenes", scenes);
    counts.put("tokens", tokens);
    counts.put("targets", targets);
    counts.put("scenes-shortened", shortened);
    counts.put("exchanges-dropped", dropped);
    counts.put("scenes-left-out", left);
    counts.put("general-pieces", replayed);
    return counts;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d scenes%s, %,d tokens (%,d learnt, %.0f %%), %,d replies, %,d with memories (%,d); %,d tell a"
            + " memory: recalled first %,d, recalled %,d, others only %,d; beyond his horizon %,d of %,d in"
            + " protective scenes, %,d of %,d elsewhere; %,d scenes shortened by %,d exchanges, %,d left out",
        scenes,
        replayed == 0 ? "" : " and %,d general pieces".formatted(replayed),
        tokens,
        targets,
        100.0 * targets / Math.max(1, tokens),
        replies,
        withMemory,
        shown,
        telling,
        foundFirst,
        found,
        foundOther,
        beyond,
        protective,
        beyondElsewhere,
        replies - protective,
        shortened,
        dropped,
        left);
  }
}
