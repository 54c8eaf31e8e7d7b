package dev.understudy.experience.filter;

import java.util.EnumSet;
import java.util.Set;

/// Which filters work, and how strictly.
///
/// @param off filters left out
/// @param turns of an experience
/// @param replyWords words of one reply of the character
/// @param ownWords words the character speaks in all
/// @param keep personal data of others that is not masked
/// @param mostUnsupported share of the facts told of the character's life that may stand neither in
///   the profile nor against it, from 0 to 1
public record FilterSettings(
    Set<FilterName> off,
    Bounds turns,
    Bounds replyWords,
    Bounds ownWords,
    Set<Secret> keep,
    double mostUnsupported) {
  public static final FilterSettings DEFAULT =
      new FilterSettings(
          Set.of(), new Bounds(2, 60), new Bounds(1, 200), new Bounds(12, 2000), Set.of(), 0.8);

  public FilterSettings {
    off = Set.copyOf(off);
    keep = Set.copyOf(keep);
    if (!(mostUnsupported >= 0 && mostUnsupported <= 1)) {
      throw new IllegalArgumentException("a share of " + mostUnsupported);
    }
  }

  /// The same without some filters.
  public FilterSettings without(FilterName first, FilterName... more) {
    return new FilterSettings(
        EnumSet.of(first, more), turns, replyWords, ownWords, keep, mostUnsupported);
  }

  boolean has(FilterName filter) {
    return !off.contains(filter);
  }
}
